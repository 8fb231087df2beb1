package dev.usher.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Users table, found by id and by identity. Touched under the lock of {@link UserService}. */
final class Accounts {

    private final Map<String, Account> byId = new LinkedHashMap<>();

    void add(Account account) {
        byId.put(account.objectId, account);
    }

    @Nullable
    Account byId(String objectId) {
        return byId.get(objectId);
    }

    /** The identity is an email as a string or a number as a number: {@code "4711"} is not {@code 4711}. */
    @Nullable
    Account byIdentity(Object identity) {
        for (Account account : byId.values()) {
            if (identity.equals(account.email()) || isNumber(identity, account.number)) {
                return account;
            }
        }
        return null;
    }

    private static boolean isNumber(Object identity, @Nullable Long number) {
        return number != null && identity instanceof Number given && number.equals(given.longValue());
    }
}
