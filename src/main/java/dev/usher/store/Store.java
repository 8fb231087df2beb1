package dev.usher.store;

import dev.usher.config.StoreSettings;
import dev.usher.observe.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What replicas share, on an event loop of its own and called from any. While Redis is away, questions fail at once
 * and nobody waits, and what the others must hear is kept for later.
 */
public final class Store extends VerticleBase {

    /** How many questions may be on their way to Redis; one more fails at once. */
    static final int MOST_QUESTIONS = 4_096;

    private static final int NOTICES_AT_ONCE = 100;
    private static final Duration LONGEST_START = Duration.ofSeconds(5);

    private final Duration timeout;
    private final Journal journal;
    private final Links links;
    private final Outbox outbox = new Outbox();
    private final AtomicInteger questions = new AtomicInteger();
    private boolean delivering;
    private Promise<Void> delivered = Promise.promise();

    /**
     * Shares nothing before it is deployed.
     *
     * @param journal the name of the journal
     * @param keep how long a notice must not be forgotten
     * @param most how many notices are kept, about
     * @param reader is given every notice of every replica, on the store's event loop, perhaps more than once
     */
    public Store(
            StoreSettings settings, String journal, Duration keep, int most, Consumer<Buffer> reader, Metrics metrics) {
        this.timeout = settings.timeout();
        this.journal = new Journal(journal, keep, most, reader);
        RedisClients clients = new RedisClients(settings);
        this.links = new Links(loop -> ready(Link.open(loop, clients, timeout)), this::use);
        metrics.gauge("usher.store.connected", "1 while the store can be asked", () -> isConnected() ? 1 : 0);
        metrics.gauge("usher.store.notices.waiting", "Notices that the store has not got yet", outbox::size);
        metrics.gauge("usher.store.notices.lost", "Notices given up, since too many had to wait", outbox::lost);
    }

    /** Waits until all that the others have said was read, but not for ever: without Redis, the gateway starts too. */
    @Override
    public Future<?> start() {
        return links.open(vertx)
                .timeout(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    /** Delivers what is left, for as long as one question may take. */
    @Override
    public Future<?> stop() {
        delivered = Promise.promise();
        // a timer of ours: that of a promise of nobody's would close the links on a thread of its own
        long late = vertx.setTimer(timeout.toMillis(), timer -> delivered.tryComplete());
        deliver();
        return delivered.future().onComplete(done -> {
            vertx.cancelTimer(late);
            links.close();
        });
    }

    /** Whether Redis can be asked, as far as is known. */
    public boolean isConnected() {
        return links.current() != null;
    }

    /**
     * What is under a name; absent: nothing. Empty: what this package has not put there. Fails within the timeout when
     * nobody can know.
     */
    public Future<@Nullable Buffer> get(String name) {
        return ask(Request.cmd(Command.GET).arg(name))
                .<@Nullable Buffer>map(answer -> answer == null ? null : answer.toBuffer())
                .recover(failure -> Link.isAboutTheKey(failure)
                        ? Future.succeededFuture(Buffer.buffer())
                        : Future.failedFuture(failure));
    }

    /** Puts bytes under a name. Fails within the timeout when that is not certain. */
    public Future<Void> set(String name, Buffer value, Duration keep) {
        return ask(Request.cmd(Command.SET).arg(name).arg(value).arg("PX").arg(keep.toMillis()))
                .mapEmpty();
    }

    /**
     * Puts other bytes under a name, if there are any, for no longer than those would have stayed. Fails within the
     * timeout when that is not certain.
     */
    public Future<Void> replace(String name, Buffer value) {
        return ask(Request.cmd(Command.SET).arg(name).arg(value).arg("XX").arg("KEEPTTL"))
                .mapEmpty();
    }

    /** Removes what is under a name. Fails within the timeout when that is not certain. */
    public Future<Void> remove(String name) {
        return ask(Request.cmd(Command.DEL).arg(name)).mapEmpty();
    }

    /**
     * Draws from a bucket that replicas share under a name. Fails within the half of the timeout when nobody can know,
     * so that who has to draw twice waits for the timeout at most.
     *
     * @param each how long it takes to refill what is drawn, to the microsecond; negative: it is put back
     * @param all how long it takes to fill the bucket
     */
    public Future<Draw> draw(String name, Duration each, Duration all) {
        return ask(Draw.request(name, toMicros(each), toMicros(all)), timeout.dividedBy(2))
                .map(answer -> Draw.of(Objects.requireNonNull(answer)));
    }

    private static long toMicros(Duration time) {
        return TimeUnit.MICROSECONDS.convert(time);
    }

    /**
     * Lets every replica know, this one included: now, or when Redis is back. Gives within the timeout whether Redis
     * has it; what it has not got is lost with this process.
     */
    public Future<Boolean> tell(Buffer notice) {
        Context asking = vertx.getOrCreateContext();
        Promise<Boolean> has = Promise.promise();
        context.runOnContext(v -> {
            Promise<Boolean> sent = Promise.promise();
            sent.future().onSuccess(known -> asking.runOnContext(w -> has.complete(known)));
            if (links.current() == null) {
                sent.complete(false);
            } else {
                long late = vertx.setTimer(timeout.toMillis(), timer -> sent.tryComplete(false));
                sent.future().onComplete(known -> vertx.cancelTimer(late));
            }
            outbox.add(notice, () -> sent.tryComplete(true));
            deliver();
        });
        return has.future();
    }

    private Future<@Nullable Response> ask(Request request) {
        return ask(request, timeout);
    }

    private Future<@Nullable Response> ask(Request request, Duration longest) {
        if (!isConnected()) {
            return Future.failedFuture(new StoreAway("the store is away"));
        }
        if (questions.incrementAndGet() > MOST_QUESTIONS) {
            questions.decrementAndGet();
            return Future.failedFuture(new StoreAway("the store has too many questions to answer"));
        }
        Context asking = vertx.getOrCreateContext();
        Promise<@Nullable Response> answer = Promise.promise();
        context.runOnContext(v -> send(request)
                .timeout(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS)
                .onComplete(result -> {
                    questions.decrementAndGet();
                    asking.runOnContext(w -> answer.handle(result));
                }));
        return answer.future();
    }

    private Future<@Nullable Response> send(Request request) {
        Link link = links.current();
        return link == null ? Future.failedFuture(new StoreAway("the store went away")) : link.send(request);
    }

    private Future<Link> ready(Future<Link> opening) {
        return opening.compose(link -> journal.catchUp(link).map(link));
    }

    private void use(Link link) {
        journal.follow(link);
        deliver();
    }

    private void deliver() {
        Link link = links.current();
        if (delivering) {
            return;
        }
        if (link == null || outbox.size() == 0) {
            delivered.tryComplete();
            return;
        }
        delivering = true;
        Outbox.Batch next = outbox.next(NOTICES_AT_ONCE);
        journal.append(link, next.notices()).onSuccess(v -> outbox.sent(next)).onComplete(done -> {
            delivering = false;
            deliver();
        });
    }
}
