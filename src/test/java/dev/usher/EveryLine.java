package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Everything that a test makes the gateway log, however talkative it is, with the messages of all causes. */
final class EveryLine implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    private final Queue<String> all = new ConcurrentLinkedQueue<>();
    private final Appender collecting = new Appender();

    @Override
    public void beforeAll(ExtensionContext context) {
        collecting.setContext(root().getLoggerContext());
        collecting.start();
        root().addAppender(collecting);
        root().getAppender("console").stop();
        root().setLevel(Level.DEBUG);
        root().getLoggerContext().getLogger("io.vertx.core.http.impl").setLevel(Level.DEBUG);
        // the JDK's client of the test itself
        root().getLoggerContext().getLogger("jdk.internal").setLevel(Level.OFF);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        all.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        root().detachAppender(collecting);
        root().getAppender("console").start();
        root().setLevel(Level.ERROR);
        root().getLoggerContext().getLogger("io.vertx.core.http.impl").setLevel(Level.OFF);
    }

    boolean have(String text) {
        return all.stream().anyMatch(line -> line.contains(text));
    }

    /** The access log's line comes after the answer, hence one to wait for; what was looked at is forgotten. */
    void areSilentOf(List<String> secrets, String expected) {
        Awaitility.await().until(() -> have(expected));
        for (String secret : secrets) {
            assertThat(all).filteredOn(line -> line.contains(secret)).isEmpty();
        }
        all.clear();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            StringBuilder line = new StringBuilder(event.getLoggerName() + " " + event.getFormattedMessage());
            for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                line.append(' ').append(cause.getMessage());
            }
            all.add(line.toString());
        }
    }
}
