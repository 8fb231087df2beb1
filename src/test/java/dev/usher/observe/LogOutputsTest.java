package dev.usher.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogOutputsTest {

    private final LoggerContext loggers = new LoggerContext();

    @BeforeEach
    void open() {
        new LogOutputs().open(loggers);
    }

    @AfterEach
    void close() {
        loggers.stop();
    }

    @Test
    void noMessageForgesALine() {
        assertThat(written(Logger.ROOT_LOGGER_NAME, "one\r\n2026 ERROR two\u001b[0m", null))
                .singleElement()
                .asString()
                .endsWith(" WARN  a one??2026 ERROR two?[0m");
    }

    @Test
    void noCauseForgesALine() {
        assertThat(written(Logger.ROOT_LOGGER_NAME, "one", new IllegalStateException("two\n2026 ERROR three")))
                .filteredOn(line -> line.startsWith("2026 "))
                .isEmpty();
    }

    @Test
    void theAccessLogIsStandardOutputsOnlyContent() {
        assertThat(console(Logger.ROOT_LOGGER_NAME).getTarget()).isEqualTo(ConsoleTarget.SystemErr.getName());
        assertThat(console("usher.access").getTarget()).isEqualTo(ConsoleTarget.SystemOut.getName());
        assertThat(loggers.getLogger("usher.access").isAdditive()).isFalse();
        assertThat(written("usher.access", "{}", null)).containsExactly("{}");
    }

    /** An event loop would wait for whoever does not read. */
    @Test
    void noLineWaitsForItsReader() {
        assertThat(queue(Logger.ROOT_LOGGER_NAME).isNeverBlock()).isTrue();
        assertThat(queue("usher.access").isNeverBlock()).isTrue();
    }

    private List<String> written(String logger, String message, @Nullable Throwable failure) {
        ILoggingEvent event =
                new LoggingEvent("", loggers.getLogger("dev.usher.a"), Level.WARN, message, failure, new Object[0]);
        return new String(console(logger).getEncoder().encode(event), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private ConsoleAppender<ILoggingEvent> console(String logger) {
        return (ConsoleAppender<ILoggingEvent>) only(queue(logger).iteratorForAppenders());
    }

    private AsyncAppender queue(String logger) {
        return (AsyncAppender) only(loggers.getLogger(logger).iteratorForAppenders());
    }

    private static <T> T only(Iterator<T> one) {
        T first = one.next();
        assertThat(one.hasNext()).isFalse();
        return first;
    }
}
