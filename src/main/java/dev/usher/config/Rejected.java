package dev.usher.config;

/**
 * A value is not what its key takes. The message is the rule and never repeats the value; the detail may, and is shown
 * only where the value stands in the file for all to read.
 */
final class Rejected extends Exception {

    private static final long serialVersionUID = 1;

    private final String detail;

    Rejected(String rule) {
        this(rule, "");
    }

    Rejected(String rule, String detail) {
        super(rule, null, false, false);
        this.detail = detail;
    }

    String text(boolean valueMayShow) {
        return valueMayShow && !detail.isEmpty() ? getMessage() + "; " + detail : String.valueOf(getMessage());
    }
}
