package dev.usher.login;

import dev.usher.config.Digest;
import dev.usher.http.Exchange;
import dev.usher.login.Reply.Field;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.HexFormat;
import java.util.List;

/**
 * What a page consists of beside its HTML. Pages name it with its version, so that browsers may keep it for ever;
 * another version, which a replica with another file has named, is answered by this one and not kept. Immutable.
 */
final class Asset implements Endpoint {

    private final String path;
    private final String name;
    private final String type;
    private final Buffer content;
    private final String version;

    /**
     * @param path {@code login.path}
     * @param name below it, starts with a slash
     */
    Asset(String path, String name, String type, Buffer content) {
        this.path = path;
        this.name = name;
        this.type = type;
        this.content = content;
        this.version = hash(content);
    }

    String name() {
        return name;
    }

    /** The path with the version. */
    String address() {
        return path + name + "?v=" + version;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        String tag = '"' + version + '"';
        boolean isNamed = ("v=" + version).equals(exchange.request().query());
        String known = exchange.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        boolean isKnown = known != null && known.contains(tag);
        List<Field> fields = List.of(
                new Field(HttpHeaders.CONTENT_TYPE, type),
                new Field(HttpHeaders.CACHE_CONTROL, isNamed ? "public, max-age=31536000, immutable" : "no-cache"),
                new Field(HttpHeaders.ETAG, tag),
                new Field("x-content-type-options", "nosniff"),
                // a picture that is looked at by itself is a document, which might have scripts
                new Field("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"));
        return Future.succeededFuture(isKnown ? new Reply(304, fields, null) : new Reply(200, fields, content));
    }

    private static String hash(Buffer content) {
        return HexFormat.of().formatHex(Digest.SHA_256.of(content.getBytes()), 0, 8);
    }
}
