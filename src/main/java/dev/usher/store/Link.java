package dev.usher.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Redis, from connecting until something goes wrong: one connection for commands, and one for what waits at Redis. The
 * first failure ends it: behind an answer that does not come, no other would come either. Called on the event loop that
 * opened it.
 */
final class Link {

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

    private final Redis client;
    private final RedisConnection commands;
    private final RedisConnection waiting;
    private final Duration timeout;
    private final Promise<Throwable> broken = Promise.promise();

    private Link(Redis client, RedisConnection commands, RedisConnection waiting, Duration timeout) {
        this.client = client;
        this.commands = commands;
        this.waiting = waiting;
        this.timeout = timeout;
        for (RedisConnection connection : List.of(commands, waiting)) {
            connection.exceptionHandler(this::end);
            connection.endHandler(v -> end(new StoreAway("Redis closed the connection")));
        }
    }

    /** @param timeout for one command, unless it waits at Redis */
    static Future<Link> open(Vertx vertx, RedisClients clients, Duration timeout) {
        Redis client = clients.client(vertx, LONGEST_CONNECT);
        Future<RedisConnection> commands = connect(client);
        Future<RedisConnection> waiting = connect(client);
        return Future.all(commands, waiting)
                .map(both -> new Link(client, commands.result(), waiting.result(), timeout))
                .onFailure(failure -> client.close());
    }

    private static Future<RedisConnection> connect(Redis client) {
        return client.connect().timeout(LONGEST_CONNECT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes once, with what went wrong. */
    Future<Throwable> broken() {
        return broken.future();
    }

    void end(Throwable why) {
        if (broken.tryComplete(why)) {
            client.close();
        }
    }

    Future<@Nullable Response> send(Request request) {
        return within(timeout, commands.send(request));
    }

    /** Several commands for one key, in their order. */
    Future<List<@Nullable Response>> send(List<Request> requests) {
        return within(timeout, commands.batch(requests));
    }

    /** A command that may wait at Redis for that long. */
    Future<@Nullable Response> await(Request request, Duration there) {
        return within(timeout.plus(there), waiting.send(request));
    }

    private <T extends @Nullable Object> Future<T> within(Duration limit, Future<T> answer) {
        return answer.timeout(limit.toMillis(), TimeUnit.MILLISECONDS).onFailure(failure -> {
            if (!isAboutTheKey(failure)) {
                end(failure);
            }
        });
    }

    /** Somebody else's value under a key of ours says nothing about Redis. */
    static boolean isAboutTheKey(Throwable failure) {
        return failure instanceof Response
                && String.valueOf(failure.getMessage()).startsWith("WRONGTYPE");
    }
}
