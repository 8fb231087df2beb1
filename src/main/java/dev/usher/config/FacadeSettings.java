package dev.usher.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Where the gateway speaks as the user server does, for its SDKs.
 *
 * @param forms of the addresses; empty: nowhere
 * @param cors which pages of other origins may call; what the user server says of that is not passed on
 */
public record FacadeSettings(Set<Form> forms, CorsDefinition cors) {

    /** Pages of the gateway's own origin alone. */
    private static final CorsDefinition NO_PAGES = new CorsDefinition(
            false, Set.of(), List.of(), false, List.of(), List.of(), List.of(), Duration.ofMinutes(10));

    public static final FacadeSettings NONE = new FacadeSettings(Set.of(), NO_PAGES);

    /** How an SDK spells the addresses of an application. */
    public enum Form {
        /** {@code /<app-id>/<api-key>/**}, the SDK's {@code serverURL}. */
        IDS,
        /** {@code /api/**}, the SDK's {@code domain}. */
        DOMAIN
    }

    public FacadeSettings {
        forms = Set.copyOf(forms);
    }

    static FacadeSettings read(Section facade) {
        if (!facade.has("forms")) {
            facade.problem("forms", "is missing: ids, domain, or both");
        }
        List<Form> forms = facade.someOf("forms", Scalar.choice(Form.class));
        CorsDefinition cors = facade.optionalSection("cors", CorsReader::read);
        return new FacadeSettings(Set.copyOf(forms), cors == null ? NO_PAGES : cors);
    }
}
