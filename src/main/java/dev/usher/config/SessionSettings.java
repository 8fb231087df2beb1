package dev.usher.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a session lives and how long an answer about it is believed.
 *
 * @param keys AES-256 keys for sealed tokens: the first seals, all open; empty: a random one, sessions end with the
 *     process
 * @param ttl how long "valid" is believed, +-10 %
 * @param negativeTtl how long "invalid" is believed
 * @param refreshAhead the part of {@code ttl}, up to 1, after which "valid" is asked about again in the background
 * @param staleIfError how old an answer may be that stands in for one that cannot be had; zero: none does
 * @param unknownPerIp tokens that nobody here knows, which the user server is asked about on behalf of one address
 * @param maxAge the hard end of a session after its login
 * @param idle the end of a session that is not used
 * @param maxEntries bound of the session cache
 * @param store what replicas share; absent: nothing. There are keys then
 */
public record SessionSettings(
        TokenKind tokens,
        List<SealingKey> keys,
        Duration ttl,
        Duration negativeTtl,
        double refreshAhead,
        Duration staleIfError,
        Rate unknownPerIp,
        Duration maxAge,
        Duration idle,
        int maxEntries,
        @Nullable StoreSettings store) {

    public SessionSettings {
        keys = List.copyOf(keys);
    }

    /** What clients hold: a token that is the session itself, or the user server's own token. */
    public enum TokenKind {
        SEALED,
        NATIVE
    }
}
