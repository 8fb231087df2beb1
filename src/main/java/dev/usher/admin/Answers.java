package dev.usher.admin;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** How the admin listener answers: in JSON, which nobody keeps. */
final class Answers {

    private Answers() {}

    static void send(RoutingContext ctx, int status, JsonObject body) {
        ctx.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(body.toBuffer());
    }

    static void refuse(RoutingContext ctx, int status, String why) {
        send(ctx, status, new JsonObject().put("status", status).put("detail", why));
    }
}
