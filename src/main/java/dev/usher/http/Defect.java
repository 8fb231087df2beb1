package dev.usher.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the log says of something thrown that nobody expected: what it is and where in the gateway it passed. Not its
 * message, which may quote what a client sent.
 */
public final class Defect {

    private static final String OURS = "dev.usher.";
    private static final int MOST_FRAMES = 8;
    private static final int MOST_CAUSES = 4;

    private Defect() {}

    /** One line. */
    public static String describe(Throwable thrown) {
        List<String> chain = new ArrayList<>();
        for (Throwable cause = thrown; cause != null && chain.size() < MOST_CAUSES; cause = cause.getCause()) {
            chain.add(cause.getClass().getName() + frames(cause.getStackTrace()));
        }
        return String.join(", caused by ", chain);
    }

    /** Where it was thrown, and our own way there. */
    private static String frames(StackTraceElement[] trace) {
        StringBuilder frames = new StringBuilder();
        Stream.concat(Stream.of(trace).limit(1), Stream.of(trace).skip(1).filter(Defect::isOurs))
                .limit(MOST_FRAMES)
                .forEach(frame -> frames.append(" at ").append(frame));
        return frames.toString();
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith(OURS);
    }
}
