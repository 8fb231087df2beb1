package dev.usher.config;

import dev.usher.config.StoreSettings.Kind;
import dev.usher.config.StoreSettings.Server;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a store, taken apart: {@code redis://[[user]:password@]host[:port][/database]}, {@code
 * redis-sentinel://…host,host/master} and {@code redis-cluster://…host,host}; with {@code rediss} for TLS.
 */
record StoreAddress(
        Kind kind,
        boolean tls,
        @Nullable String user,
        @Nullable Secret password,
        List<Server> servers) {

    static final StoreAddress STAND_IN =
            new StoreAddress(new Kind.Single(0), false, null, null, List.of(new Server("stand-in.invalid", 1)));

    private static final String RULE = "must be a URL such as redis://redis:6379, redis-sentinel://host,host/master or "
            + "redis-cluster://host,host; with rediss instead of redis for TLS";

    private static final Pattern URL = Pattern.compile("(?<scheme>[A-Za-z-]+)://"
            + "(?:(?<user>[^:@/?#]*):(?<password>[^:@/?#]*)@)?(?<servers>[^@/?#]+)(?:/(?<path>[^/?#]*))?");

    private static final Pattern SERVER =
            Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(?<port>\\d{1,5}))?");

    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;
    private static final int MOST_DATABASES = 1_000;

    static StoreAddress parse(String text) throws Rejected {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new Rejected(RULE);
        }
        String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
        boolean tls = scheme.startsWith("rediss");
        String path = url.group("path") == null ? "" : url.group("path");
        Kind kind = switch (scheme) {
            case "redis", "rediss" -> new Kind.Single(database(path));
            case "redis-sentinel", "rediss-sentinel" -> new Kind.Sentinel(master(path));
            case "redis-cluster", "rediss-cluster" -> cluster(path);
            default -> throw new Rejected(RULE);
        };
        List<Server> servers = servers(url.group("servers"), kind);
        String user = decoded(url.group("user"));
        String password = decoded(url.group("password"));
        if (user != null && password == null) {
            throw new Rejected("must have a password with its user: redis://user:password@redis");
        }
        return new StoreAddress(kind, tls, user, password == null ? null : new Secret(password), servers);
    }

    private static int database(String path) throws Rejected {
        return path.isEmpty()
                ? 0
                : Scalar.number(path, 0, MOST_DATABASES, "must end with the number of a database, if with anything");
    }

    private static String master(String path) throws Rejected {
        if (path.isEmpty()) {
            throw new Rejected("must end with the name that the sentinels know the master by, such as /mymaster");
        }
        return path;
    }

    private static Kind cluster(String path) throws Rejected {
        if (!path.isEmpty()) {
            throw new Rejected("must not have a path: a cluster has no databases");
        }
        return new Kind.Cluster();
    }

    private static List<Server> servers(String text, Kind kind) throws Rejected {
        List<Server> servers = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            Matcher server = SERVER.matcher(one);
            if (!server.matches()) {
                throw new Rejected(RULE);
            }
            servers.add(new Server(server.group("host").toLowerCase(Locale.ROOT), port(server.group("port"), kind)));
        }
        if (kind instanceof Kind.Single && servers.size() > 1) {
            throw new Rejected("must have one host; write redis-cluster:// or redis-sentinel:// for several");
        }
        return servers;
    }

    private static int port(@Nullable String text, Kind kind) throws Rejected {
        if (text == null) {
            return kind instanceof Kind.Sentinel ? SENTINEL_PORT : REDIS_PORT;
        }
        return Scalar.number(text, 1, 65_535, "must have a port of 1 to 65535");
    }

    /** Nothing where there is nothing: {@code :password@} is the default user's. */
    private static @Nullable String decoded(@Nullable String text) throws Rejected {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            // a plus is a plus here, not a blank
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Rejected("must have its user and password percent-encoded");
        }
    }
}
