package dev.usher.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The user service's paths, under {@code /<app-id>/<api-key>} and under {@code /api} alike. */
final class UserApi {

    private static final int MAX_BODY = 1 << 20;
    private static final Answer NO_SUCH_CALL = Answer.error(404, 404, "The sandbox has no such call");

    private final UserService service;
    private final Dispatcher dispatcher;

    UserApi(UserService service, Dispatcher dispatcher) {
        this.service = service;
        this.dispatcher = dispatcher;
    }

    void mount(Router router, String root) {
        router.route(root + "/*").handler(browsers());
        router.route(root + "/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        Routes routes = new Routes(router, root);
        mountSessions(routes);
        mountAccounts(routes);
        mountServerOnly(routes);
        router.route(root + "/*").handler(dispatcher.serving(Operation.OTHER, call -> NO_SUCH_CALL));
    }

    private void mountSessions(Routes routes) {
        routes.post("/users/login", Operation.LOGIN, call -> Answer.ok(service.login(body(call))));
        routes.get("/users/logout", Operation.LOGOUT, call -> {
            service.logout(token(call));
            return Answer.empty();
        });
        routes.get(
                "/users/isvalidusertoken/:token",
                Operation.VALIDATE,
                call -> Answer.ok(service.valid(segment(call, "token"), token(call))));
        routes.get("/users/userroles", Operation.ROLES, call -> Answer.ok(service.roles(token(call))));
        routes.get("/info", Operation.INFO, inSession(call -> Answer.ok(info(call))));
    }

    private void mountAccounts(Routes routes) {
        routes.post("/users/register/guest", Operation.GUEST, call -> Answer.ok(service.guest()));
        routes.post("/users/register", Operation.REGISTER, call -> Answer.ok(service.register(body(call))));
        routes.get("/users/restorepassword/:identity", Operation.RESTORE_PASSWORD, inSession(call -> {
            service.restorePassword(segment(call, "identity"));
            return Answer.empty();
        }));
        routes.post("/users/resendconfirmation/:identity", Operation.RESEND_CONFIRMATION, inSession(call -> {
            service.resendConfirmation(segment(call, "identity"));
            return Answer.empty();
        }));
        routes.get("/users/userclassprops", Operation.SCHEMA, inSession(call -> Answer.ok(schema())));
        routes.get("/data/Users/:id", Operation.READ, inSession(call -> Answer.ok(service.read(segment(call, "id")))));
        routes.put("/data/Users/:id", Operation.UPDATE, this::update);
        routes.put("/users/:id", Operation.UPDATE, this::update);
    }

    /** What the real service does for its own server-side code only. */
    private void mountServerOnly(Routes routes) {
        routes.refuse(HttpMethod.GET, "/users/userroles/:id", ErrorCode.ROLES_DENIED);
        routes.refuse(HttpMethod.POST, "/users/assignRole", ErrorCode.ROLES_DENIED);
        routes.refuse(HttpMethod.POST, "/users/unassignRole", ErrorCode.ROLES_DENIED);
        routes.refuse(HttpMethod.PUT, "/users/:id/status", ErrorCode.STATUS_DENIED);
        routes.refuse(HttpMethod.POST, "/users/verifypassword", ErrorCode.PASSWORD_CHECK_DENIED);
        routes.refuse(HttpMethod.POST, "/users/verifypassowrd", ErrorCode.PASSWORD_CHECK_DENIED);
    }

    private Answer update(RoutingContext call) {
        return Answer.ok(service.update(segment(call, "id"), token(call), body(call)));
    }

    /** Lets a token in the header be used, or refuse the call when it is dead. */
    private Function<RoutingContext, Answer> inSession(Function<RoutingContext, Answer> action) {
        return call -> {
            service.caller(token(call));
            return action.apply(call);
        };
    }

    private static String segment(RoutingContext call, String name) {
        return Objects.requireNonNull(call.pathParam(name), name);
    }

    private static @Nullable String token(RoutingContext call) {
        return call.request().getHeader("user-token");
    }

    /** What is no JSON object counts as one without fields, so that the call answers what it misses. */
    private static JsonObject body(RoutingContext call) {
        Buffer body = call.body().buffer();
        try {
            return body != null && Json.decodeValue(body) instanceof JsonObject object ? object : new JsonObject();
        } catch (DecodeException notJson) {
            return new JsonObject();
        }
    }

    private static JsonObject info(RoutingContext call) {
        return new JsonObject()
                .put("appId", SandboxUserServer.APPLICATION)
                .put("apiKey", SandboxUserServer.KEY)
                .put("rtURL", "http://" + call.request().authority());
    }

    private static JsonArray schema() {
        return JsonArray.of(column("email", true, true), column("name", false, false), column("password", true, false));
    }

    private static JsonObject column(String name, boolean required, boolean identity) {
        return new JsonObject()
                .put("name", name)
                .put("type", "STRING")
                .put("required", required)
                .put("identity", identity);
    }

    private static CorsHandler browsers() {
        return CorsHandler.create()
                .allowedHeaders(Set.of("user-token", "content-type"))
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE));
    }

    /** Registers calls under one root. */
    private final class Routes {

        private final Router router;
        private final String root;

        Routes(Router router, String root) {
            this.router = router;
            this.root = root;
        }

        void get(String path, Operation operation, Function<RoutingContext, Answer> action) {
            router.get(root + path).handler(dispatcher.serving(operation, action));
        }

        void post(String path, Operation operation, Function<RoutingContext, Answer> action) {
            router.post(root + path).handler(dispatcher.serving(operation, action));
        }

        void put(String path, Operation operation, Function<RoutingContext, Answer> action) {
            router.put(root + path).handler(dispatcher.serving(operation, action));
        }

        void refuse(HttpMethod method, String path, ErrorCode refusal) {
            router.route(method, root + path)
                    .handler(dispatcher.serving(
                            Operation.OTHER, inSession(call -> refusal.refusal().answer())));
        }
    }
}
