package dev.usher.proxy;

import dev.usher.http.FieldList;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;

/** A request by HTTP/2: a stream of Vert.x's. */
final class Http2Request implements ServiceRequest {

    private final HttpClientRequest request;
    private final Asker asker;
    private final FieldList head = new FieldList();
    private boolean said;

    private Http2Request(HttpClientRequest request, Asker asker) {
        this.request = request;
        this.asker = asker;
    }

    /** It may have to wait, where the service has lowered how many it takes at once. */
    static void ask(HttpClientConnection connection, HttpMethod method, String target, Asker asker) {
        connection
                .request(new RequestOptions().setMethod(method).setURI(target))
                .onComplete(request -> grant(request, asker), asker::broken);
    }

    private static void grant(HttpClientRequest request, Asker asker) {
        request.exceptionHandler(failure -> {
            // the response future carries it too
        });
        request.response().onComplete(response -> asker.answered(new Http2Response(response)), asker::broken);
        asker.granted(new Http2Request(request, asker));
    }

    @Override
    public FieldList head() {
        return head;
    }

    /** To be called before anything is sent; says whether it may be. */
    private boolean say() {
        if (!said) {
            try {
                nameAuthority();
                head.copyTo(request.headers());
                said = true;
            } catch (IllegalArgumentException malformed) {
                cancel();
                asker.broken(malformed);
            }
        }
        return said;
    }

    /** RFC 9113 section 8.3.1: the pseudo-header takes the place of Host. */
    private void nameAuthority() {
        CharSequence host = head.get(io.vertx.core.http.HttpHeaders.HOST);
        HostAndPort authority = host == null ? null : HostAndPort.parseAuthority(host.toString(), -1);
        if (authority != null) {
            request.authority(authority);
        }
        head.remove(io.vertx.core.http.HttpHeaders.HOST);
    }

    @Override
    public void setChunked() {
        request.setChunked(true);
    }

    @Override
    public void writeHead() {
        if (say()) {
            request.writeHead();
        }
    }

    @Override
    public void write(Buffer chunk) {
        if (say()) {
            request.write(chunk).onComplete(written -> Lent.giveBack(chunk));
        } else {
            Lent.giveBack(chunk);
        }
    }

    @Override
    public boolean isFull() {
        return request.writeQueueFull();
    }

    @Override
    public void whenDrained(Runnable action) {
        request.drainHandler(drained -> action.run());
    }

    @Override
    public void end() {
        if (say()) {
            request.end();
        }
    }

    @Override
    public void end(Buffer rest) {
        if (say()) {
            request.end(rest).onComplete(written -> Lent.giveBack(rest));
        } else {
            Lent.giveBack(rest);
        }
    }

    @Override
    public void endWith(HttpHeaders trailers) {
        if (say()) {
            Http2Trailers.end(request, trailers);
        }
    }

    @Override
    public void cancel() {
        request.reset(Call.CANCEL);
    }
}
