package dev.usher.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;

/** The test switches over HTTP, at {@code /sandbox}: what tests do in Java, for a demonstration with curl. */
final class SwitchApi {

    private static final String ALL = "all";

    private final UserService service;
    private final Calls calls;
    private final Faults faults;

    SwitchApi(UserService service, Calls calls, Faults faults) {
        this.service = service;
        this.calls = calls;
        this.faults = faults;
    }

    void mount(Router router) {
        router.route("/sandbox/*").handler(BodyHandler.create(false));
        router.get("/sandbox/calls").handler(context -> context.json(counts()));
        router.delete("/sandbox/calls").handler(context -> done(context, calls::reset));
        router.put("/sandbox/faults/:operation").handler(context -> reading(context, this::setFault));
        router.delete("/sandbox/faults/:operation").handler(context -> reading(context, this::clearFault));
        router.delete("/sandbox/faults").handler(context -> done(context, faults::clear));
        router.get("/sandbox/settings").handler(context -> context.json(SettingsJson.write(service.settings())));
        router.put("/sandbox/settings").handler(context -> reading(context, this::setSettings));
        router.delete("/sandbox/sessions").handler(context -> done(context, service::endAllSessions));
        router.put("/sandbox/users/:email/status").handler(context -> reading(context, this::setStatus));
        router.put("/sandbox/users/:email/roles").handler(context -> reading(context, this::setRoles));
        router.route("/sandbox/*")
                .handler(context -> context.response().setStatusCode(404).end("There is no such switch\n"));
    }

    private JsonObject counts() {
        JsonObject counts = new JsonObject();
        for (Operation operation : Operation.values()) {
            counts.put(operation.label(), calls.count(operation));
        }
        return counts;
    }

    private void setFault(RoutingContext context) {
        JsonObject json = object(context);
        Fault fault = FaultJson.read(json);
        int times = json.getInteger("times", 0);
        for (Operation operation : operations(context)) {
            if (times > 0) {
                faults.next(times, operation, fault);
            } else {
                faults.set(operation, fault);
            }
        }
    }

    private void clearFault(RoutingContext context) {
        for (Operation operation : operations(context)) {
            faults.clear(operation);
        }
    }

    private static Operation[] operations(RoutingContext context) {
        String label = segment(context, "operation");
        if (label.equals(ALL)) {
            return Operation.values();
        }
        Operation operation = Operation.labelled(label);
        if (operation == null) {
            throw new NoSuchElementException("No operation is called " + label);
        }
        return new Operation[] {operation};
    }

    private void setSettings(RoutingContext context) {
        service.settings(SettingsJson.read(object(context), service.settings()));
    }

    private void setStatus(RoutingContext context) {
        String status = object(context).getString("userStatus", "");
        service.status(segment(context, "email"), UserStatus.valueOf(status));
    }

    private void setRoles(RoutingContext context) {
        Buffer body = context.body().buffer();
        if (body == null || !(Json.decodeValue(body) instanceof JsonArray roles)) {
            throw new IllegalArgumentException("the body must be an array of role names");
        }
        service.roles(
                segment(context, "email"), roles.stream().map(String::valueOf).toList());
    }

    private static String segment(RoutingContext context, String name) {
        return Objects.requireNonNull(context.pathParam(name), name);
    }

    private static JsonObject object(RoutingContext context) {
        Buffer body = context.body().buffer();
        if (body != null && Json.decodeValue(body) instanceof JsonObject object) {
            return object;
        }
        throw new IllegalArgumentException("the body must be a JSON object");
    }

    private static void done(RoutingContext context, Runnable change) {
        change.run();
        context.response().setStatusCode(204).end();
    }

    /** Says what is wrong with a request that cannot be read, as the person with curl needs it. */
    private static void reading(RoutingContext context, Consumer<RoutingContext> change) {
        HttpServerResponse response = context.response();
        try {
            change.accept(context);
            response.setStatusCode(204).end();
        } catch (NoSuchElementException unknown) {
            response.setStatusCode(404).end(unknown.getMessage() + "\n");
        } catch (IllegalArgumentException | ClassCastException | DecodeException unreadable) {
            response.setStatusCode(400).end("Not a valid request: " + unreadable.getMessage() + "\n");
        }
    }
}
