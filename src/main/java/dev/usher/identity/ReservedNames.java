package dev.usher.identity;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header names that belong to the gateway. A client's or a service's field of such a name is removed on every
 * route, public ones too, however it is spelled: names are compared after folding case and dropping everything but
 * letters and digits, since servers disagree on what {@code _}, {@code .} and {@code -} mean. Immutable.
 */
public final class ReservedNames {

    /** What the gateway may write beside the mapped headers, and what servers behind it may take for the truth. */
    private static final List<String> ALWAYS = List.of(
            "X-User-Id",
            "X-User-Email",
            "X-User-Name",
            "X-User-Roles",
            "X-Auth-Stale",
            "X-Auth-Age",
            "X-Auth-Assertion",
            "X-Request-Id",
            "X-Real-IP",
            "X-Client-IP",
            "X-Cluster-Client-IP",
            "True-Client-IP",
            "X-Original-Host",
            "X-Original-URL",
            "X-Original-URI",
            "X-Original-Method",
            "X-Rewrite-URL",
            "X-HTTP-Method",
            "X-HTTP-Method-Override",
            "X-Method-Override",
            "User-Token",
            "Remote-User",
            "X-Remote-User",
            "X-WebAuth-User",
            "X-Auth-Request-User",
            "X-Auth-Request-Email",
            "X-Auth-Request-Groups",
            "X-Auth-Request-Preferred-Username",
            "Forwarded");

    /** Framing and credentials stand on these: one spelling passes, and no other that a server may take for it. */
    private static final List<String> AS_SPELLED =
            List.of("Content-Length", "Transfer-Encoding", "Connection", "Host", "Upgrade", "Authorization", "Cookie");

    private static final String FORWARDED_PREFIX = "xforwarded";

    private final @Nullable Name[] table;

    /**
     * One name of the table.
     *
     * @param passes the spelling that is not reserved; absent: none
     */
    private record Name(String folded, @Nullable String passes) {}

    public ReservedNames(Collection<String> mapped) {
        int names = ALWAYS.size() + AS_SPELLED.size() + mapped.size();
        table = new @Nullable Name[Integer.highestOneBit(names * 4) * 2];
        ALWAYS.forEach(name -> add(name, null));
        AS_SPELLED.forEach(name -> add(name, name));
        mapped.forEach(name -> add(name, null));
    }

    /** Asked for every field of every message, so it allocates nothing. */
    public boolean contains(CharSequence name) {
        int hash = 0;
        int length = 0;
        boolean forwarded = true;
        for (int i = 0; i < name.length(); i++) {
            char c = fold(name.charAt(i));
            if (c != 0) {
                hash = hash * 31 + c;
                forwarded &= length >= FORWARDED_PREFIX.length() || c == FORWARDED_PREFIX.charAt(length);
                length++;
            }
        }
        return forwarded && length >= FORWARDED_PREFIX.length() || find(name, hash, length);
    }

    private boolean find(CharSequence name, int hash, int length) {
        int slot = slot(hash);
        for (Name entry = table[slot]; entry != null; entry = table[slot]) {
            if (entry.folded.length() == length && sameFolded(name, entry.folded)) {
                return entry.passes == null || !entry.passes.equalsIgnoreCase(name.toString());
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return false;
    }

    private static boolean sameFolded(CharSequence name, String folded) {
        int at = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = fold(name.charAt(i));
            if (c != 0 && c != folded.charAt(at++)) {
                return false;
            }
        }
        return true;
    }

    private void add(String name, @Nullable String passes) {
        StringBuilder folded = new StringBuilder(name.length());
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = fold(name.charAt(i));
            if (c != 0) {
                folded.append(c);
                hash = hash * 31 + c;
            }
        }
        int slot = slot(hash);
        while (table[slot] != null) {
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = new Name(folded.toString(), passes);
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 16) & (table.length - 1);
    }

    /** Lower case for letters, digits as they are, 0 for what does not count. */
    private static char fold(char c) {
        if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
            return c;
        }
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : 0;
    }
}
