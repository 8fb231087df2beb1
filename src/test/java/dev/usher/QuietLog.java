package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a class whose tests made the gateway throw where nobody catches, or hold up an event loop. Also collects the
 * access log, which the tests' configuration leaves out.
 */
final class QuietLog implements BeforeAllCallback, AfterAllCallback {

    private static final String ACCESS = "usher.access";
    private static final String BLOCKED = "io.vertx.core.internal.threadchecker.BlockedThreadChecker";

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Queue<String> accesses = new ConcurrentLinkedQueue<>();
    private final Appender collecting = new Appender();

    @Override
    public void beforeAll(ExtensionContext context) {
        collecting.start();
        logger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(collecting);
        logger(BLOCKED).setLevel(Level.WARN);
        logger(ACCESS).setLevel(Level.INFO);
        logger(ACCESS).setAdditive(false);
        logger(ACCESS).addAppender(collecting);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        logger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(collecting);
        logger(BLOCKED).setLevel(null);
        logger(ACCESS).setLevel(null);
        logger(ACCESS).setAdditive(true);
        logger(ACCESS).detachAppender(collecting);
        assertThat(complaints).isEmpty();
    }

    /** The access log's lines so far, each a JSON object. */
    List<String> accesses() {
        return List.copyOf(accesses);
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLoggerName().equals(ACCESS)) {
                accesses.add(event.getFormattedMessage());
            } else if (event.getLevel().isGreaterOrEqual(Level.ERROR)
                    || event.getLoggerName().equals(BLOCKED)) {
                complaints.add(event.getLoggerName() + ": " + event.getFormattedMessage() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()));
            }
        }
    }
}
