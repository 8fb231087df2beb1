package dev.usher.identity;

import java.util.Collection;
import java.util.List;

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
            "Forwarded");

    private static final String FORWARDED_PREFIX = "xforwarded";

    private final String[] table;

    public ReservedNames(Collection<String> mapped) {
        table = new String[Integer.highestOneBit((ALWAYS.size() + mapped.size()) * 4) * 2];
        ALWAYS.forEach(this::add);
        mapped.forEach(this::add);
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
        for (int slot = slot(hash); table[slot] != null; slot = (slot + 1) & (table.length - 1)) {
            if (table[slot].length() == length && sameFolded(name, table[slot])) {
                return true;
            }
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

    private void add(String name) {
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
        table[slot] = folded.toString();
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
