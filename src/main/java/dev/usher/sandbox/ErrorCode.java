package dev.usher.sandbox;

import java.util.Locale;

/** The errors of the user service: number, message and HTTP status as clients have seen them. */
enum ErrorCode {
    REQUEST_LIMIT(999, "Cannot process request - request per second limit has been exhausted"),
    ENTITY_NOT_FOUND(1000, "Entity with ID %s not found"),
    UNKNOWN_APPLICATION(2002, "Version is disabled or provided wrong application info (application id or api key)"),
    ROLES_DENIED(2011, "Operation allowed only for Code Runner API key"),
    OBJECT_ID_LOGIN(2014, "Login by object id is allowed only for Code Runner API key"),
    CANNOT_LOG_IN(3000, "User cannot be logged in"),
    NO_LOGIN_SETTINGS(3001, "Missing login settings"),
    ALREADY_LOGGED_IN(3002, "Multiple Logins disabled and there is a logged in user"),
    WRONG_PASSWORD(3003, "Invalid login or password", 401),
    EMPTY_CREDENTIALS(3006, "Either login or password is an empty string"),
    REGISTRATION_DENIED(3009, "User registration is denied for this version of application", 403),
    PASSWORD_MISSING(3011, "User must have password"),
    IDENTITY_MISSING(3013, "Missing value for identity property"),
    UNKNOWN_IDENTITY(3020, "Unable to find user with the specified login property"),
    CANNOT_LOG_OUT(3023, "Unable to logout: the user-token header is missing"),
    NOT_LOGGED_IN(3028, "User should be logged in"),
    ANOTHER_USER(3029, "Another user is already logged in"),
    USER_EXISTS(3033, "User already exists with the same identity"),
    LOGINS_DISABLED(3034, "User logins are disabled for the version of the application"),
    LOCKED_OUT(3036, "Account locked out due to too many failed login attempts"),
    PARAMETER_NULL(3038, "One of the required parameters (application id, version, login or password) is null"),
    BAD_EMAIL(3040, "User email is wrong"),
    LOGIN_LIMIT(3044, "Multiple login limit for the same user account has been reached"),
    STATUS_DENIED(3054, "Operation allowed only for BL logic."),
    DEAD_TOKEN(3064, "Not existing user token - %s. Relogin user to update your user token"),
    EMAIL_NOT_CONFIRMED(3087, "User cannot login - email address must be confirmed first"),
    DISABLED(3090, "User account is disabled"),
    NO_SUCH_CONFIRMATION(3102, "Unable to resend confirmation, user is not found"),
    ALREADY_CONFIRMED(3104, "Unable to resend confirmation, user is already confirmed"),
    PASSWORD_CHECK_DENIED(3122, "Operation allowed only for Code Runner API key"),
    VALUE_TOO_LONG(8000, "Property value exceeds the length limit"),
    NEEDS_SCALING(9070, "API request rejected because it requires scaling"),
    BLOCKED(11033, "All API calls are now blocked until the limits are increased");

    private final int number;
    private final String message;
    private final int status;

    ErrorCode(int number, String message) {
        this(number, message, 400);
    }

    ErrorCode(int number, String message, int status) {
        this.number = number;
        this.message = message;
        this.status = status;
    }

    int number() {
        return number;
    }

    int status() {
        return status;
    }

    /** The refusal to throw; the arguments fill the message. */
    ApiException refusal(Object... arguments) {
        return new ApiException(this, String.format(Locale.ROOT, message, arguments));
    }
}
