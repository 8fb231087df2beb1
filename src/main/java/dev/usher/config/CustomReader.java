package dev.usher.config;

import com.fasterxml.jackson.core.JsonPointer;
import dev.usher.config.CustomSettings.Login;
import dev.usher.config.CustomSettings.Logout;
import dev.usher.config.CustomSettings.Me;
import dev.usher.config.CustomSettings.TokenField;
import dev.usher.config.CustomSettings.User;
import dev.usher.config.CustomSettings.Validate;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code auth.custom}. */
final class CustomReader {

    private static final String AUTHORIZATION = "authorization";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z0-9-]{1,32}");
    private static final Pattern FIELD = Pattern.compile("[!-~]{1,64}");
    private static final Set<String> ENDING = Set.of("POST", "GET", "DELETE");
    private static final JsonPointer WHOLE = JsonPointer.empty();

    private CustomReader() {}

    static CustomSettings read(Section custom) {
        return new CustomSettings(
                custom.section("login", CustomReader::login),
                custom.section("validate", CustomReader::validate),
                custom.optionalSection("logout", CustomReader::logout),
                custom.section("me", CustomReader::me),
                custom.section("user", CustomReader::user),
                custom.section("token", CustomReader::token));
    }

    private static User user(Section user) {
        return new User(
                user.required("id", WHOLE, CustomReader::property, "where a user has its id, such as /id"),
                user.optional("roles", CustomReader::property));
    }

    private static Login login(Section login) {
        return new Login(
                path(login, "that logs in"),
                login.value("login", "login", CustomReader::field),
                login.value("password", "password", CustomReader::field),
                login.required("token", WHOLE, CustomReader::part, "where the answer has the token, such as /token"),
                login.required("user", WHOLE, CustomReader::pointer, "where the answer has the user, such as /user"));
    }

    private static Validate validate(Section validate) {
        return new Validate(
                path(validate, "that says whether a token counts"), validate.optional("valid", CustomReader::pointer));
    }

    private static Logout logout(Section logout) {
        return new Logout(path(logout, "that logs out"), logout.value("method", "POST", CustomReader::method));
    }

    private static Me me(Section me) {
        return new Me(path(me, "that answers a token's user"), me.value("user", WHOLE, CustomReader::pointer));
    }

    private static TokenField token(Section token) {
        String name = token.value("header", AUTHORIZATION, CustomReader::header);
        @Nullable String scheme = token.optional("scheme", CustomReader::scheme);
        if (scheme == null) {
            return new TokenField(name, name.equals(AUTHORIZATION) ? "Bearer " : "");
        }
        return new TokenField(name, scheme + " ");
    }

    private static String path(Section call, String what) {
        return call.required("path", "/", CustomReader::path, "the path below auth.url of the call " + what);
    }

    private static String path(String text) throws Rejected {
        String path = text.startsWith("/") ? text : "/" + text;
        return "/"
                + String.join("/", PatternParser.literalPath(path, "must be a path below auth.url, such as sessions"));
    }

    private static JsonPointer pointer(String text) throws Rejected {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw new Rejected("must be a JSON pointer such as /user/id, or \"\" for the whole");
        }
    }

    private static JsonPointer part(String text) throws Rejected {
        return inside(text, "must point into the answer, such as /token: the token cannot be the whole");
    }

    private static JsonPointer property(String text) throws Rejected {
        return inside(text, "must point to a property of the user, such as /id: it cannot be all of him");
    }

    private static JsonPointer inside(String text, String wrong) throws Rejected {
        JsonPointer pointer = pointer(text);
        if (pointer.equals(WHOLE)) {
            throw new Rejected(wrong);
        }
        return pointer;
    }

    private static String field(String text) throws Rejected {
        if (!FIELD.matcher(text).matches()) {
            throw new Rejected("must be the name of a field, up to 64 visible characters");
        }
        return text;
    }

    private static String header(String text) throws Rejected {
        return text.equalsIgnoreCase(AUTHORIZATION) ? AUTHORIZATION : HeaderName.forToken(text);
    }

    private static String scheme(String text) throws Rejected {
        if (!SCHEME.matcher(text).matches()) {
            throw new Rejected("must be a word such as Bearer");
        }
        return text;
    }

    private static String method(String text) throws Rejected {
        if (!ENDING.contains(text)) {
            throw new Rejected(
                    "must be one of POST, GET, DELETE", Suggestion.among(List.of("POST", "GET", "DELETE"), text));
        }
        return text;
    }
}
