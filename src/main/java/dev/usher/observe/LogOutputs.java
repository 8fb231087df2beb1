package dev.usher.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.OptionHelper;

/**
 * What is logged where. Code and not a file: to read that, each process would load four hundred classes more. A file
 * that {@code -Dlogback.configurationFile} names counts in its place.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogOutputs extends ContextAwareBase implements Configurator {

    /** For people, in UTC like the access log; control characters cannot forge a line. */
    private static final String FOR_PEOPLE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} "
            + "%replace(%msg){'[\\x00-\\x1f\\x7f]', '?'}%n%replace(%ex){'(?m)^(?!\\s|Caused by: )', '| '}";

    /** One JSON object a line, and nothing else, on standard output. */
    private static final String AS_IT_IS = "%msg%n";

    private static final int LOG_LINES = 4096;
    private static final int ACCESS_LINES = 16_384;

    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        if (OptionHelper.getSystemProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        open(loggers);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** The same whichever file is named. */
    public void open(LoggerContext loggers) {
        setContext(loggers);
        AsyncAppender log = new AsyncAppender();
        log.setQueueSize(LOG_LINES);
        logger(Logger.ROOT_LOGGER_NAME, level("USHER_LOG"))
                .addAppender(started(log, ConsoleTarget.SystemErr, FOR_PEOPLE));

        AsyncAppender access = new AsyncAppender();
        access.setQueueSize(ACCESS_LINES);
        access.setDiscardingThreshold(0);
        Logger requests = logger("usher.access", level("USHER_ACCESS_LOG"));
        requests.setAdditive(false);
        requests.addAppender(started(access, ConsoleTarget.SystemOut, AS_IT_IS));

        // Vert.x reports each failed connection at error level; the gateway logs what matters of them with the request
        logger("io.vertx.core.http.impl", Level.OFF);
        logger("io.vertx.core.net.impl.ConnectionBase", Level.OFF);
        logger("io.netty", Level.WARN);
    }

    private Logger logger(String name, Level level) {
        Logger logger = ((LoggerContext) getContext()).getLogger(name);
        logger.setLevel(level);
        return logger;
    }

    private static Level level(String variable) {
        return Level.toLevel(OptionHelper.getEnv(variable), Level.INFO);
    }

    /** A terminal or pipe that does not read must not stop an event loop: lines are dropped instead. */
    private AsyncAppender started(AsyncAppender queue, ConsoleTarget target, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(getContext());
        encoder.setPattern(pattern);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(getContext());
        console.setTarget(target.getName());
        console.setEncoder(encoder);
        console.start();
        queue.setContext(getContext());
        queue.setNeverBlock(true);
        queue.addAppender(console);
        queue.start();
        return queue;
    }
}
