package dev.usher.access;

import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a page of ours made a browser send a request, by what the browser says of it and no page can forge:
 * {@code Sec-Fetch-Site} (W3C Fetch Metadata), else {@code Origin} (RFC 6454 section 7). Immutable.
 */
public final class OwnPages {

    private final Set<String> safe;

    /** @param safe origins that count as ours, as browsers write them */
    public OwnPages(Set<String> safe) {
        this.safe = Set.copyOf(safe);
    }

    /** What a request says about where it comes from. Absent: the field is not there; several: it is empty. */
    public record Sender(
            @Nullable String fetchSite, @Nullable String origin) {

        /** Whether anything is said, as every browser of today does with a request that may change something. */
        public boolean isBrowser() {
            return fetchSite != null || origin != null;
        }
    }

    /**
     * Whether a page of ours, or the user's own hand, sent this.
     *
     * @param own the origin that the browser itself came to
     * @param also whether another origin counts as ours where the request goes
     */
    public boolean sent(Sender sender, String own, Predicate<String> also) {
        return switch (sender.fetchSite()) {
            case null -> opened(sender, own, also);
            case "same-origin", "none" -> true;
            // same-site too: the host next door may be somebody else's
            default -> isSafe(sender.origin(), also);
        };
    }

    /** The same for a WebSocket, where no browser leaves {@code Origin} out and some say nothing else. */
    public boolean opened(Sender sender, String own, Predicate<String> also) {
        return own.equals(sender.origin()) || isSafe(sender.origin(), also);
    }

    private boolean isSafe(@Nullable String origin, Predicate<String> also) {
        return origin != null && (safe.contains(origin) || also.test(origin));
    }
}
