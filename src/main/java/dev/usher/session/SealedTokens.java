package dev.usher.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.SealingKey;
import dev.usher.http.GatewayFailure;
import dev.usher.http.StrictJson;
import dev.usher.userserver.UserToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Turns a binding into an opaque token and back: {@code us1.<key id>.<base64url of nonce, ciphertext, tag>}, with
 * AES-256-GCM (NIST SP 800-38D) and a random 96-bit nonce. The head and the user server's address are authenticated
 * too, so that a token is good for one user server only. Safe from every thread.
 */
final class SealedTokens implements TokenFormat {

    static final String PREFIX = "us1.";

    /** A cookie that holds the token must stay below 4 KiB with its name and attributes. */
    static final int MAX_LENGTH = 3_800;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final Map<String, SealingKey> keys = new LinkedHashMap<>();
    private final SealingKey sealing;
    private final byte[] audience;
    private final SecureRandom random = new SecureRandom();

    /** The first key seals, all open; without any, a random one is made and its tokens end with the process. */
    public SealedTokens(List<SealingKey> configured, URI userServer) {
        List<SealingKey> all = configured.isEmpty() ? List.of(randomKey()) : configured;
        all.forEach(key -> keys.put(key.id(), key));
        sealing = all.getFirst();
        audience = userServer.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a text can only be meant as a token of a gateway's, whoever it was sent to. */
    public static boolean hasShape(String text) {
        return text.startsWith(PREFIX);
    }

    @Override
    public String issue(Binding binding) {
        String head = PREFIX + sealing.id() + ".";
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] plain = StrictJson.write(toJson(binding));
        byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + plain.length + TAG_BITS / 8);
        try {
            cipher(Cipher.ENCRYPT_MODE, sealing, nonce, head).doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
        String token = head + ENCODER.encodeToString(sealed);
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
        SealingKey key = dot < 0 ? null : keys.get(token.substring(PREFIX.length(), dot));
        if (key == null) {
            return null;
        }
        try {
            String text = token.substring(dot + 1);
            byte[] sealed = DECODER.decode(text);
            if (sealed.length < NONCE_BYTES + TAG_BITS / 8 || !isCanonical(text, sealed)) {
                return null;
            }
            byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, token.substring(0, dot + 1));
            return fromJson(StrictJson.parse(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES)));
        } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
            // not Base64, not ours or not whole: one answer for all, and no hint which
            return null;
        }
    }

    /** One session must not have several spellings: each would have a cache entry, and a logout ends but one. */
    private static boolean isCanonical(String text, byte[] sealed) {
        return ENCODER.encodeToString(sealed).equals(text);
    }

    private Cipher cipher(int mode, SealingKey key, byte[] nonce, String head) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(head.getBytes(StandardCharsets.US_ASCII));
        cipher.updateAAD(audience);
        return cipher;
    }

    private static ObjectNode toJson(Binding binding) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("t", binding.userToken().value());
        json.put("u", binding.userId());
        json.put("c", binding.createdAtMillis());
        json.put("s", binding.stayLoggedIn());
        json.set("p", binding.properties());
        return json;
    }

    private static @Nullable Binding fromJson(JsonNode json) {
        String userToken = json.path("t").asText();
        if (!(json.get("p") instanceof ObjectNode properties) || !UserToken.hasShape(userToken)) {
            return null;
        }
        return new Binding(
                new UserToken(userToken),
                json.path("u").asText(),
                properties,
                json.path("c").longValue(),
                json.path("s").booleanValue());
    }

    private static SealingKey randomKey() {
        byte[] bytes = new byte[SealingKey.BYTES];
        new SecureRandom().nextBytes(bytes);
        return SealingKey.of(bytes);
    }
}
