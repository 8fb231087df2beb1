package dev.usher.http;

/** A listener could not be opened. The message is one line for whoever starts the process. */
public final class CannotListen extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which listener it was.
     *
     * @param key the listener's key in the file
     */
    public CannotListen(String key, String host, int port, Throwable cause) {
        super(message(key, host, port, cause), cause, false, false);
    }

    private static String message(String key, String host, int port, Throwable cause) {
        boolean taken = String.valueOf(cause.getMessage()).contains("in use");
        String address = host + ":" + port;
        return taken
                ? "port " + port + " is taken (" + key + ", " + address + "); stop what listens there or choose another"
                : "cannot listen on " + address + " (" + key + "): " + cause.getMessage();
    }
}
