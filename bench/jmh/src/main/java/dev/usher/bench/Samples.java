package dev.usher.bench;

import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the benchmarks work on: a gateway's settings, and what a browser sends. */
public final class Samples {

    public static final int SERVICES = 100;

    private Samples() {}

    /** Routes for a hundred services, as a large installation would have them. */
    public static Settings settings() {
        String routes = IntStream.range(0, SERVICES)
                .mapToObj(i -> "  /api/service-%d/**: http://service-%d:8080\n  /api/service-%d/*/items: http://items-%d:8080\n"
                        .formatted(i, i, i, i))
                .collect(Collectors.joining());
        String text = """
                auth: { url: "http://users/APP/KEY" }
                session: { keys: [AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=] }
                routes:
                  shop.example.com/**: http://shop:8080
                  "*.example.com/docs/**": http://docs:8080
                  /assets/**: { target: http://web:8080, auth: none }
                """ + routes;
        if (ConfigFile.read("bench.yaml", text, Path.of(""), name -> null) instanceof Reading.Valid valid) {
            return valid.settings();
        }
        throw new IllegalStateException("the benchmarks' configuration is not valid any more");
    }

    /** What a browser sends. */
    static String head(String uri, String token) {
        return """
                GET URI HTTP/1.1
                Host: gateway.example.com
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
                Accept: application/json, text/plain, */*
                Accept-Language: en-GB,en;q=0.5
                Accept-Encoding: gzip, deflate, br, zstd
                Authorization: Bearer TOKEN
                Origin: https://app.example.com
                Referer: https://app.example.com/orders
                Cookie: theme=dark; consent=1
                Sec-Fetch-Mode: cors
                Connection: keep-alive

                """.replace("URI", uri).replace("TOKEN", token).replace("\n", "\r\n");
    }
}
