package dev.usher.sandbox;

/** A call refused with one of the service's numbered errors. An expected outcome, hence without a stack trace. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    ApiException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    Answer answer() {
        return Answer.error(code, String.valueOf(getMessage()));
    }
}
