package dev.usher.bench;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;

/** A GET that was read from no connection; it answers what the measured stages ask and fails at anything else. */
public final class SampleRequest extends HttpServerRequestWrapper {

    private static final SocketAddress CLIENT = SocketAddress.inetSocketAddress(40_000, "192.0.2.7");

    private final String uri;
    private final MultiMap fields;

    @SuppressWarnings("NullAway")
    public SampleRequest(String uri, MultiMap fields) {
        super(null);
        this.uri = uri;
        this.fields = fields;
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public MultiMap headers() {
        return fields;
    }

    @Override
    public String getHeader(CharSequence name) {
        return fields.get(name);
    }

    @Override
    public String getHeader(String name) {
        return fields.get(name);
    }

    @Override
    public HostAndPort authority() {
        return null;
    }

    @Override
    public SocketAddress remoteAddress() {
        return CLIENT;
    }

    @Override
    public boolean isSSL() {
        return false;
    }
}
