package dev.usher;

/** Reads single numbers of the admin listener's metrics. */
final class Gauges {

    private Gauges() {}

    /** The sum over all labels that hold the text; 0 where there is no such series. */
    static double sum(TestGateway gateway, String name, String label) {
        return gateway.admin()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static boolean noRequestIsForwarded(TestGateway gateway) {
        return sum(gateway, "usher_service_requests_active", "") == 0;
    }

    static double tunnels(TestGateway gateway) {
        return sum(gateway, "usher_tunnels", "");
    }

    static double serviceConnections(TestGateway gateway) {
        return sum(gateway, "usher_service_connections", "");
    }
}
