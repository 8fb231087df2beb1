package dev.usher.admin;

import dev.usher.admin.RevocationOrder.OfEverybody;
import dev.usher.admin.RevocationOrder.OfToken;
import dev.usher.admin.RevocationOrder.OfUser;
import dev.usher.http.Defect;
import dev.usher.http.GatewayFailure;
import dev.usher.http.SmallBody;
import dev.usher.observe.AuditLog;
import dev.usher.session.Revocations;
import dev.usher.session.Revocations.Revoked;
import dev.usher.session.SessionList;
import dev.usher.session.SessionList.Item;
import dev.usher.session.SharedSessions;
import dev.usher.session.TokenHash;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions, for operators.
 *
 * <pre>
 * GET  /sessions           how many there are
 * GET  /sessions?user=ID   those of a user, in pages
 * POST /sessions/revoke    ends some
 * </pre>
 */
public final class SessionsApi {

    private static final Logger LOG = LoggerFactory.getLogger(SessionsApi.class);

    private static final int MAX_BODY_BYTES = 4 * 1024;
    private static final Duration BODY_DEADLINE = Duration.ofSeconds(10);
    private static final int PAGE = 100;
    private static final int LONGEST_PAGE = 1_000;
    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,4}");
    private static final Set<String> PARAMETERS = Set.of("user", "after", "limit");

    private final SessionList list;
    private final Revocations revocations;
    private final Readiness readiness;
    private final AuditLog audit;

    public SessionsApi(SharedSessions sessions, Readiness readiness, AuditLog audit) {
        this.list = sessions.list();
        this.revocations = sessions.revocations();
        this.readiness = readiness;
        this.audit = audit;
    }

    void mount(Vertx vertx, Router router) {
        SmallBody body = new SmallBody(vertx, MAX_BODY_BYTES, BODY_DEADLINE);
        router.route("/sessions*").handler(SessionsApi::refusePages);
        router.get("/sessions")
                .handler(ctx -> answer(ctx, sessions(ctx.queryParams()).map(Said::ok)));
        router.post("/sessions/revoke")
                .handler(ctx -> answer(
                        ctx,
                        body.read(ctx.request())
                                .map(bytes -> RevocationOrder.parse(bytes.getBytes()))
                                .compose(order -> revoke(
                                        order, ctx.request().remoteAddress().hostAddress()))));
    }

    /** Of a page in a browser on this machine, which can reach the listener but has no business here. */
    private static void refusePages(RoutingContext ctx) {
        if (ctx.request().headers().contains(HttpHeaders.ORIGIN)) {
            Answers.refuse(ctx, 403, "this is not for pages in browsers");
        } else {
            ctx.next();
        }
    }

    private Future<Said> revoke(RevocationOrder order, String by) {
        // what others must hear might find no store yet, or none any more
        if (!readiness.isReady()) {
            return Future.failedFuture(new NotReady());
        }
        return switch (order) {
            case OfUser(String userId) -> ended(revocations.revoke(userId), by, "user", userId);
            case OfToken(TokenHash token) -> ended(revocations.revoke(token), by, "token-hash", token.hex());
            case OfEverybody() -> ended(revocations.revokeAll(), by, "all", "true");
        };
    }

    private Future<Said> ended(Future<Revoked> revoked, String by, String what, String which) {
        return revoked.map(done -> {
            audit.revoked(by, what, which, done.ended());
            JsonObject ended = new JsonObject().put("ended", done.ended());
            return done.isTold() ? Said.ok(ended) : new Said(202, ended.put("store", "away"));
        });
    }

    private record Said(int status, JsonObject body) {

        static Said ok(JsonObject body) {
            return new Said(200, body);
        }
    }

    private Future<JsonObject> sessions(MultiMap parameters) {
        if (!PARAMETERS.containsAll(parameters.names())
                || parameters.entries().size() != parameters.names().size()) {
            return unclear("the parameters are user, after and limit, each once");
        }
        String userId = parameters.get("user");
        if (userId == null) {
            return parameters.isEmpty()
                    ? Future.succeededFuture(new JsonObject().put("count", list.count()))
                    : unclear("after and limit are for the sessions of a user");
        }
        String afterHex = parameters.get("after");
        TokenHash after = afterHex == null ? null : TokenHash.ofHex(afterHex);
        if (afterHex != null && after == null) {
            return unclear("after must be a token-hash, 64 hex digits");
        }
        int limit = limit(parameters.get("limit"));
        return limit == 0
                ? unclear("limit must be 1 to " + LONGEST_PAGE)
                : list.ofUser(userId, after, limit + 1).map(items -> page(userId, items, limit));
    }

    /** 0 for what is no limit. */
    private static int limit(@Nullable String text) {
        if (text == null) {
            return PAGE;
        }
        int limit = LIMIT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        return limit > LONGEST_PAGE ? 0 : limit;
    }

    private static Future<JsonObject> unclear(String rule) {
        return Future.failedFuture(new GatewayFailure.BadRequest(rule));
    }

    /** @param items of which one more than the limit says that there are more */
    private static JsonObject page(String userId, List<Item> items, int limit) {
        JsonArray sessions = new JsonArray();
        items.stream().limit(limit).map(SessionsApi::json).forEach(sessions::add);
        JsonObject page = new JsonObject().put("user", userId).put("sessions", sessions);
        return items.size() > limit
                ? page.put("next", items.get(limit - 1).token().hex())
                : page;
    }

    private static JsonObject json(Item item) {
        return new JsonObject()
                .put("token-hash", item.token().hex())
                .put("age-seconds", item.age().toSeconds())
                .put("unused-seconds", item.unused().toSeconds())
                .put("address", item.address());
    }

    private static void answer(RoutingContext ctx, Future<Said> answer) {
        answer.onSuccess(said -> Answers.send(ctx, said.status(), said.body())).onFailure(failure -> {
            switch (failure) {
                case GatewayFailure why -> Answers.refuse(ctx, why.status(), why.text());
                case NotReady why -> Answers.refuse(ctx, 503, "the gateway starts or stops: ask another one, or again");
                default -> {
                    LOG.error("an operator's request failed: {}", Defect.describe(failure));
                    Answers.refuse(ctx, 500, "it failed; the log says why");
                }
            }
        });
    }

    private static final class NotReady extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
