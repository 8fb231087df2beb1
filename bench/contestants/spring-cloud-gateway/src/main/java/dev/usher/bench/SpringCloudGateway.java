package dev.usher.bench;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What a team writes first: a global filter that asks for each new token and caches the answer. Needs -Dbackend and
 * -Decho, where each is.
 */
@SpringBootApplication
public class SpringCloudGateway {

    private static final String BACKEND = System.getProperty("backend");

    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(SpringCloudGateway.class);
        application.setDefaultProperties(Map.of(
                "server.address", "127.0.0.1",
                "spring.main.banner-mode", "off",
                "logging.level.root", "warn"));
        application.run(arguments);
    }

    @Bean
    RouteLocator routes(RouteLocatorBuilder builder) {
        return builder.routes()
                .route("sockets", sockets -> sockets.path("/ws/**").uri(System.getProperty("echo")))
                .route("all", all -> all.path("/**").uri(BACKEND))
                .build();
    }

    @Bean
    GlobalFilter authFilter() {
        WebClient users = WebClient.create(BACKEND);
        AsyncCache<String, String> sessions = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterWrite(Duration.ofSeconds(60))
                .buildAsync();
        return (exchange, chain) -> {
            String token = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
            if (token == null) {
                exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
                return exchange.getResponse().setComplete();
            }
            return Mono.fromFuture(sessions.get(token, (key, executor) -> ask(users, key).toFuture()))
                    .flatMap(user -> forward(exchange, chain, user));
        };
    }

    private static Mono<String> ask(WebClient users, String token) {
        return users.get()
                .uri("/auth")
                .header(HttpHeaders.AUTHORIZATION, token)
                .retrieve()
                .toBodilessEntity()
                .map(answer -> answer.getHeaders().getFirst("X-User-Id"));
    }

    private static Mono<Void> forward(ServerWebExchange exchange, GatewayFilterChain chain, String user) {
        return chain.filter(exchange.mutate()
                .request(request -> request.headers(headers -> {
                    headers.remove(HttpHeaders.AUTHORIZATION);
                    headers.set("X-User-Id", user);
                    headers.set("X-User-Email", "alice@example.com");
                    headers.set("X-User-Roles", "Manager");
                }))
                .build());
    }
}
