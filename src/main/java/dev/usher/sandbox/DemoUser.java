package dev.usher.sandbox;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The users a sandbox starts with, one for each way a login can end: the one table that documentation and tests read.
 */
@SuppressWarnings("ImmutableEnumChecker") // lists and maps made by "of" only
public enum DemoUser {
    ALICE("alice@example.com", "wonderland", List.of("Manager"), Map.of("name", "Alice")),
    BOB("bob@example.com", "builder", List.of(), Map.of("name", "Bob")),
    /** Also logs in by the JSON number {@link #NUMBER_IDENTITY}. */
    NUMBER("number@example.com", "wonderland", List.of(), Map.of("name", "Number")),
    /** Properties that do not fit into a header as they are; {@code phone} is null. */
    ZOE(
            "zoe@example.com",
            "wonderland",
            List.of(),
            Map.of(
                    "name",
                    "Zo\u00eb\r\nX-Evil: 1 \u010d \u010a",
                    "address",
                    Map.of("city", "K\u00f6ln"),
                    "tags",
                    List.of("a,b", "c"))),

    QUOTA("quota@example.com", ErrorCode.REQUEST_LIMIT),
    NO_APPLICATION("noapp@example.com", ErrorCode.UNKNOWN_APPLICATION),
    BARRED("barred@example.com", ErrorCode.CANNOT_LOG_IN),
    UNCONFIGURED("unconfigured@example.com", ErrorCode.NO_LOGIN_SETTINGS),
    ELSEWHERE("elsewhere@example.com", ErrorCode.ALREADY_LOGGED_IN),
    /** No such user: answers as a wrong password does. */
    NOBODY("nobody@example.com", ErrorCode.WRONG_PASSWORD),
    /** Not a user but the empty string sent as the login. */
    EMPTY("", ErrorCode.EMPTY_CREDENTIALS),
    CLOSED("closed@example.com", ErrorCode.LOGINS_DISABLED),
    LOCKED("locked@example.com", ErrorCode.LOCKED_OUT),
    INCOMPLETE("incomplete@example.com", ErrorCode.PARAMETER_NULL),
    CROWDED("crowded@example.com", ErrorCode.LOGIN_LIMIT),
    UNCONFIRMED("unconfirmed@example.com", ErrorCode.EMAIL_NOT_CONFIRMED),
    DISABLED("disabled@example.com", ErrorCode.DISABLED),
    TOO_LONG("toolong@example.com", ErrorCode.VALUE_TOO_LONG),
    SCALING("scaling@example.com", ErrorCode.NEEDS_SCALING),
    BLOCKED("blocked@example.com", ErrorCode.BLOCKED);

    /** The other identity of {@link #NUMBER}. */
    public static final long NUMBER_IDENTITY = 4711;

    private final String email;
    private final String password;
    private final List<String> roles;

    private final Map<String, Object> properties;
    private final @Nullable ErrorCode refusal;

    DemoUser(String email, String password, List<String> roles, Map<String, Object> properties) {
        this.email = email;
        this.password = password;
        this.roles = roles;
        this.properties = properties;
        this.refusal = null;
    }

    DemoUser(String email, ErrorCode refusal) {
        this.email = email;
        this.password = "wonderland";
        this.roles = List.of();
        this.properties = Map.of();
        this.refusal = refusal;
    }

    public String email() {
        return email;
    }

    public String password() {
        return password;
    }

    /** The developer roles. */
    public List<String> roles() {
        return roles;
    }

    /** Whether the right password logs in. */
    public boolean logsIn() {
        return refusal == null;
    }

    /** The code a login with this email and password answers; 0: it logs in. */
    public int code() {
        return refusal == null ? 0 : refusal.number();
    }

    /** The HTTP status a login with this email and password answers. */
    public int status() {
        return refusal == null ? 200 : refusal.status();
    }

    static Accounts seed(long now) {
        Accounts accounts = new Accounts();
        for (DemoUser user : values()) {
            if (user != EMPTY && user != NOBODY) {
                accounts.add(user.account(now));
            }
        }
        return accounts;
    }

    private Account account(long now) {
        Account account = new Account(email, password, now);
        account.columns.put("phone", null);
        account.columns.putAll(properties);
        account.roles = roles;
        account.number = this == NUMBER ? NUMBER_IDENTITY : null;
        if (refusal != null) {
            refuse(account, refusal);
        }
        return account;
    }

    /** Refusals the service has a state for get that state, so that the switches can lift them; the rest are fixed. */
    private static void refuse(Account account, ErrorCode refusal) {
        switch (refusal) {
            case DISABLED -> account.status = UserStatus.DISABLED;
            case EMAIL_NOT_CONFIRMED -> account.status = UserStatus.EMAIL_CONFIRMATION_PENDING;
            case LOCKED_OUT -> account.lockedUntil = Long.MAX_VALUE;
            default -> account.refusal = refusal;
        }
    }
}
