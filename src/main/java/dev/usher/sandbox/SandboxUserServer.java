package dev.usher.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Backendless-compatible user service in this process: one application, the {@link DemoUser}s, and switches for
 * everything that can go wrong. Forgets everything when closed. Its methods may be called from any thread.
 */
public final class SandboxUserServer {

    public static final String APPLICATION = "DEMO-APP";
    public static final String KEY = "DEMO-KEY";

    private final UserService service;
    private final Calls calls = new Calls();
    private final Faults faults = new Faults();
    private final HttpServer server;
    private final String host;

    private SandboxUserServer(Vertx vertx, SandboxOptions options) {
        this.host = options.host();
        this.service = new UserService(options.clock(), options.settings());
        this.server = vertx.createHttpServer(new HttpServerConfig()
                        .setVersions(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1)
                        .setTcpHost(host)
                        .setTcpPort(options.port()))
                .requestHandler(router(vertx));
    }

    /** Fails with the {@link java.net.BindException} when the port is taken. */
    public static Future<SandboxUserServer> start(Vertx vertx, SandboxOptions options) {
        SandboxUserServer sandbox = new SandboxUserServer(vertx, options);
        return Listening.on(sandbox.server).map(sandbox);
    }

    private Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        UserApi api = new UserApi(service, new Dispatcher(calls, faults));
        router.get("/").handler(context -> Answer.empty().send(context.response()));
        new SwitchApi(service, calls, faults).mount(router);
        api.mount(router, "/" + APPLICATION + "/" + KEY);
        api.mount(router, "/api");
        router.route("/:application/:key/*")
                .handler(context ->
                        ErrorCode.UNKNOWN_APPLICATION.refusal().answer().send(context.response()));
        return router;
    }

    public int port() {
        return server.actualPort();
    }

    /** The root with application id and key in the path. */
    public String url() {
        return origin() + "/" + APPLICATION + "/" + KEY;
    }

    /** The root an application's own domain has. */
    public String domainUrl() {
        return origin() + "/api";
    }

    /** What both roots stand on: the SDK's {@code serverURL} or {@code domain}. */
    public String origin() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    public long calls(Operation operation) {
        return calls.count(operation);
    }

    /** The last request of that operation since the counters were reset. */
    public @Nullable Received lastCall(Operation operation) {
        return calls.last(operation);
    }

    public void resetCalls() {
        calls.reset();
    }

    public Faults faults() {
        return faults;
    }

    public SandboxSettings settings() {
        return service.settings();
    }

    public void settings(SandboxSettings settings) {
        service.settings(settings);
    }

    /** What "log out all users" does in the console. */
    public void endAllSessions() {
        service.endAllSessions();
    }

    public int liveSessions() {
        return service.liveSessions();
    }

    public void status(String email, UserStatus status) {
        service.status(email, status);
    }

    /** Sets the developer roles of a user. */
    public void roles(String email, List<String> roles) {
        service.roles(email, roles);
    }

    public String objectId(String email) {
        return service.objectId(email);
    }

    public Future<Void> close() {
        return server.close();
    }
}
