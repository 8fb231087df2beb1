package dev.usher;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/** Many requests at once over one HTTP/2 connection, so that one event loop of the gateway gets them all. */
final class OneLoopClient implements AutoCloseable {

    private final HttpClient client;

    OneLoopClient(Vertx vertx, int port) {
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2MultiplexingLimit(1_000)
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(port),
                new PoolOptions().setHttp2MaxSize(1));
    }

    record Answer(int status, @Nullable String retryAfter, String body) {}

    /** {@code headers} are names and values in turn. */
    Future<Answer> send(HttpMethod method, String path, @Nullable String body, String... headers) {
        RequestOptions options = new RequestOptions().setMethod(method).setURI(path);
        for (int i = 0; i < headers.length; i += 2) {
            options.putHeader(headers[i], headers[i + 1]);
        }
        return client.request(options)
                .compose(request -> WholeAnswer.to(
                        request,
                        body,
                        (head, bytes) ->
                                new Answer(head.statusCode(), head.getHeader("retry-after"), bytes.toString())));
    }

    Answer get(String path, String... headers) {
        return await(send(HttpMethod.GET, path, null, headers));
    }

    /** Sends a request whose answer nobody waits for; what is returned takes it back. */
    Runnable begin(String path) {
        HttpClientRequest request = await(client.request(HttpMethod.GET, path));
        request.exceptionHandler(gone -> {});
        request.end();
        return request::reset;
    }

    static <T> T await(Future<T> future) {
        try {
            return TestGateway.await(future);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(client.close());
    }
}
