package dev.usher.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** One request to the echo service, on its event loop. */
final class EchoExchange {

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final EchoService service;
    private final EchoPlan plan;
    private final BodyDigest body = new BodyDigest();
    private boolean over;

    EchoExchange(Vertx vertx, HttpServerRequest request, EchoPlan plan, EchoService service) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.service = service;
        this.plan = plan;
    }

    void run() {
        request.exceptionHandler(failure -> abandoned());
        response.exceptionHandler(failure -> abandoned());
        response.closeHandler(closed -> abandoned());
        response.endHandler(ended -> answered());
        if (plan.close() == EchoPlan.Close.BEFORE) {
            cut();
        } else if (plan.early()) {
            answerLater();
        } else {
            readBody();
        }
    }

    private void readBody() {
        // By hand and not by the server, so that an early answer comes without a "100 Continue".
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            response.writeContinue();
        }
        request.handler(body::add);
        request.endHandler(read -> answerLater());
    }

    private void answerLater() {
        if (plan.hang()) {
            return;
        }
        if (plan.delay().isPositive()) {
            vertx.setTimer(plan.delay().toMillis(), timer -> answer());
        } else {
            answer();
        }
    }

    private void answer() {
        if (over) {
            return;
        }
        response.setStatusCode(plan.status());
        plan.headers().forEach(this::addHeader);
        response.setChunked(plan.chunked());
        if (plan.bytes() >= 0) {
            answerBytes(plan.bytes());
        } else {
            answerEcho();
        }
    }

    private void addHeader(String nameAndValue) {
        int colon = nameAndValue.indexOf(':');
        if (colon > 0) {
            response.headers()
                    .add(
                            nameAndValue.substring(0, colon),
                            nameAndValue.substring(colon + 1).strip());
        }
    }

    private void answerBytes(long bytes) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
        announce(bytes);
        if (withoutBody()) {
            response.end();
        } else if (plan.close() == EchoPlan.Close.BODY) {
            writeHalf(Buffer.buffer(new byte[(int) Math.min(bytes / 2, 1 << 16)]));
        } else {
            new BytePattern(response, bytes).write();
        }
    }

    private void answerEcho() {
        Buffer echo = echo(request).put("body", body.json()).toBuffer();
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (plan.gzip()) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            echo = gzip(echo);
        }
        announce(echo.length());
        if (withoutBody()) {
            response.end();
        } else if (plan.close() == EchoPlan.Close.BODY) {
            writeHalf(echo.slice(0, echo.length() / 2));
        } else {
            response.end(echo);
        }
    }

    private boolean withoutBody() {
        return HttpMethod.HEAD.equals(request.method()) || plan.status() == 204 || plan.status() == 304;
    }

    private void announce(long length) {
        if (!plan.chunked()) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(length));
        }
    }

    static JsonObject echo(HttpServerRequest request) {
        JsonArray headers = new JsonArray();
        request.headers()
                .forEach((name, value) ->
                        headers.add(new JsonObject().put("name", name).put("value", value)));
        return new JsonObject()
                .put("method", request.method().name())
                .put("target", request.uri())
                .put("headers", headers);
    }

    private static Buffer gzip(Buffer plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain.getBytes());
        } catch (IOException cannotHappenInMemory) {
            throw new UncheckedIOException(cannotHappenInMemory);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private void writeHalf(Buffer half) {
        response.write(half).onComplete(written -> cut());
    }

    /** Closes the connection; that is this service's doing, not a client that went away. */
    private void cut() {
        answered();
        request.connection().close();
    }

    private void answered() {
        if (!over) {
            over = true;
            service.answered();
        }
    }

    private void abandoned() {
        if (!over) {
            over = true;
            service.abandoned();
        }
    }
}
