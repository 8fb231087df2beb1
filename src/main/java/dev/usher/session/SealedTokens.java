package dev.usher.session;

import dev.usher.http.GatewayFailure;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Turns a binding into an opaque token and back: {@code us1.<key id>.<base64url of what was sealed>}. Safe from every
 * thread.
 */
final class SealedTokens implements TokenFormat {

    static final String PREFIX = "us1.";

    /** A cookie that holds the token must stay below 4 KiB with its name and attributes. */
    static final int MAX_LENGTH = 3_800;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final Seals seals;

    public SealedTokens(Seals seals) {
        this.seals = seals;
    }

    /** Whether a text can only be meant as a token of a gateway's, whoever it was sent to. */
    public static boolean hasShape(String text) {
        return text.startsWith(PREFIX);
    }

    @Override
    public String issue(Binding binding) {
        String head = PREFIX + seals.keyId() + ".";
        String token = head + ENCODER.encodeToString(seals.seal(binding.toJson(), head));
        if (token.length() > MAX_LENGTH) {
            throw new GatewayFailure.ProfileTooLong();
        }
        return token;
    }

    @Override
    public Opened open(String token) {
        Binding binding = unseal(token);
        return binding == null ? Opened.Malformed.INSTANCE : new Opened.Bound(binding);
    }

    /** Absent for whatever this gateway, with these keys and for this user server, has not sealed. */
    private @Nullable Binding unseal(String token) {
        if (token.length() > MAX_LENGTH || !hasShape(token)) {
            return null;
        }
        int dot = token.indexOf('.', PREFIX.length());
        if (dot < 0) {
            return null;
        }
        byte[] sealed = decode(token.substring(dot + 1));
        byte[] plain = seals.open(token.substring(PREFIX.length(), dot), sealed, token.substring(0, dot + 1));
        return plain == null ? null : Binding.ofJson(plain);
    }

    /** Nothing for what is no Base64, and for another spelling of it: each would have a cache entry and a logout. */
    private static byte[] decode(String text) {
        try {
            byte[] sealed = DECODER.decode(text);
            return ENCODER.encodeToString(sealed).equals(text) ? sealed : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
