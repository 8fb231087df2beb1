package dev.usher.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The calls of the user service: what calls are counted by and faults are set on. */
public enum Operation {
    LOGIN("login"),
    LOGOUT("logout"),
    VALIDATE("isvalidusertoken"),
    ROLES("userroles"),
    REGISTER("register"),
    GUEST("guest"),
    RESTORE_PASSWORD("restorepassword"),
    RESEND_CONFIRMATION("resendconfirmation"),
    SCHEMA("userclassprops"),
    READ("read"),
    UPDATE("update"),
    INFO("info"),
    OTHER("other");

    private static final Map<String, Operation> BY_LABEL =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Operation::label, Function.identity()));

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    /** The name in the sandbox's HTTP switches: the word of the call's path where it has one. */
    public String label() {
        return label;
    }

    static @Nullable Operation labelled(String label) {
        return BY_LABEL.get(label.toLowerCase(Locale.ROOT));
    }
}
