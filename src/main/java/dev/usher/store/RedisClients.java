package dev.usher.store;

import dev.usher.config.Secret;
import dev.usher.config.StoreSettings;
import dev.usher.config.StoreSettings.Kind;
import dev.usher.config.StoreSettings.Server;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import java.time.Duration;

/** Makes clients of the Redis that the file names. */
final class RedisClients {

    /** More than {@link Store} has on their way at once, so that Vert.x never refuses one. */
    private static final int MOST_UNANSWERED = 2 * Store.MOST_QUESTIONS;

    private final StoreSettings settings;

    RedisClients(StoreSettings settings) {
        this.settings = settings;
    }

    Redis client(Vertx vertx, Duration connectTimeout) {
        return Redis.createClient(vertx, options(connectTimeout));
    }

    /** The password is no part of the addresses, which Vert.x shows in its errors. */
    RedisOptions options(Duration connectTimeout) {
        RedisOptions options = new RedisOptions()
                .setNetClientOptions(net(connectTimeout))
                .setUser(settings.user())
                // RESP3 has another shape for what XREAD answers; one is enough
                .setPreferredProtocolVersion(ProtocolVersion.RESP2)
                .setMaxWaitingHandlers(MOST_UNANSWERED);
        Secret password = settings.password();
        if (password != null) {
            options.setPassword(password.value());
        }
        String database = switch (settings.kind()) {
            case Kind.Single(int number) -> {
                options.setType(RedisClientType.STANDALONE);
                yield "/" + number;
            }
            case Kind.Sentinel(String master) -> {
                options.setType(RedisClientType.SENTINEL).setMasterName(master).setRole(RedisRole.MASTER);
                yield "";
            }
            case Kind.Cluster() -> {
                options.setType(RedisClientType.CLUSTER);
                yield "";
            }
        };
        for (Server server : settings.servers()) {
            options.addConnectionString(scheme() + "://" + server.host() + ":" + server.port() + database);
        }
        return options;
    }

    private String scheme() {
        return settings.tls() ? "rediss" : "redis";
    }

    private NetClientOptions net(Duration connectTimeout) {
        NetClientOptions net = new NetClientOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout((int) connectTimeout.toMillis());
        if (settings.tls()) {
            net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
        }
        if (settings.ca() != null) {
            net.setTrustOptions(new PemTrustOptions().addCertPath(settings.ca().toString()));
        }
        if (settings.client() != null) {
            net.setKeyCertOptions(new PemKeyCertOptions()
                    .setCertPath(settings.client().cert().toString())
                    .setKeyPath(settings.client().key().toString()));
        }
        return net;
    }
}
