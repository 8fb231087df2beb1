package dev.usher.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Redis stream that all replicas append to and follow. Each new link reads it from its start, so that nothing is
 * missed while there was none. Redis gives each notice an id, which is the time of its arrival there: no replica's
 * clock matters.
 */
final class Journal {

    /** How long Redis keeps a read waiting for news. Its answer, even an empty one, shows that Redis is there. */
    static final Duration WAIT = Duration.ofSeconds(1);

    private static final int AT_ONCE = 500;
    private static final String FIELD = "e";

    private final String key;
    private final Duration keep;
    private final int most;
    private final Consumer<Buffer> reader;
    private String position = "0-0";

    /**
     * @param keep how long a notice must not be forgotten
     * @param most how many are kept, about; then the oldest go
     * @param reader is given every notice in its order, whoever wrote it, perhaps more than once
     */
    Journal(String key, Duration keep, int most, Consumer<Buffer> reader) {
        this.key = key;
        this.keep = keep;
        this.most = most;
        this.reader = reader;
    }

    /** Reads all there is: what Redis has lost and begun anew may lie before where reading ended. */
    Future<Void> catchUp(Link link) {
        position = "0-0";
        Promise<Void> caughtUp = Promise.promise();
        link.broken().onSuccess(caughtUp::tryFail);
        readAll(link, caughtUp);
        return caughtUp.future();
    }

    private void readAll(Link link, Promise<Void> caughtUp) {
        Request now = Request.cmd(Command.XREAD).arg("COUNT").arg(AT_ONCE);
        read(link, now, Duration.ZERO, taken -> {
            if (taken == 0) {
                caughtUp.tryComplete();
            } else {
                readAll(link, caughtUp);
            }
        });
    }

    /** Reads what comes, until the link ends. */
    void follow(Link link) {
        Request news = Request.cmd(Command.XREAD)
                .arg("COUNT")
                .arg(AT_ONCE)
                .arg("BLOCK")
                .arg(WAIT.toMillis());
        read(link, news, WAIT, taken -> follow(link));
    }

    private void read(Link link, Request request, Duration there, Consumer<Integer> next) {
        link.await(request.arg("STREAMS").arg(key).arg(position), there)
                .map(this::take)
                .onSuccess(next::accept)
                .onFailure(link::end);
    }

    private int take(@Nullable Response answer) {
        if (answer == null) {
            return 0;
        }
        Response entries = answer.get(0).get(1);
        for (Response entry : entries) {
            position = entry.get(0).toString();
            reader.accept(entry.get(1).get(1).toBuffer());
        }
        return entries.size();
    }

    /** Appends in this order, then forgets what is too old or too much; what nobody appends to goes altogether. */
    Future<Void> append(Link link, List<Buffer> notices) {
        List<Request> appending = notices.stream()
                .map(notice ->
                        Request.cmd(Command.XADD).arg(key).arg("*").arg(FIELD).arg(notice))
                .toList();
        return link.send(appending)
                .compose(ids -> link.send(trimming(String.valueOf(ids.getLast()))))
                .onFailure(link::end)
                .mapEmpty();
    }

    private List<Request> trimming(String newest) {
        long oldest = millis(newest) - keep.toMillis();
        return List.of(
                Request.cmd(Command.XTRIM).arg(key).arg("MINID").arg("~").arg(Math.max(0, oldest)),
                Request.cmd(Command.XTRIM).arg(key).arg("MAXLEN").arg("~").arg(most),
                Request.cmd(Command.PEXPIRE).arg(key).arg(keep.toMillis()));
    }

    private static long millis(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }
}
