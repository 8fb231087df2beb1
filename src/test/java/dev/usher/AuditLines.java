package dev.usher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Reads the audit log from its making until it is closed. */
final class AuditLines implements AutoCloseable {

    private final Logger audit = (Logger) LoggerFactory.getLogger("usher.audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    AuditLines() {
        lines.start();
        audit.setLevel(Level.INFO);
        audit.setAdditive(false);
        audit.addAppender(lines);
    }

    List<String> all() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        audit.detachAppender(lines);
        audit.setLevel(null);
        audit.setAdditive(true);
    }
}
