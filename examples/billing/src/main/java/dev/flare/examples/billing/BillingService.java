package dev.flare.examples.billing;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.flare.participant.Participation;
import dev.flare.participant.endpoints.ParticipantEndpoints;
import dev.flare.participant.report.ReportSender;
import dev.flare.participant.report.RestReports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.concurrent.Executors;

/** The whole service: its own table, its part in transactions, its endpoints. Any number of it may run on one database. */
public final class BillingService {

    private BillingService() {}

    public static void main(String[] args) throws SQLException, IOException {
        BillingSettings settings = BillingSettings.from(System.getenv());
        HikariDataSource database = BillingDatabase.open(settings);
        Invoices invoices = new Invoices(database);

        Participation participation = new Participation("billing.invoices", database);
        RestReports reports = new RestReports(settings.flare());
        ReportSender sender = new ReportSender(database, reports).start();

        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/invoices", new InvoicesHandler(participation, sender::wake, InvoiceRequest::read));
        server.createContext(
                "/flare", new ParticipantEndpoints(participation, Invoices::takeBack).showing(invoices::inForce));
        server.createContext(
                "/flare/work", new InvoicesHandler(participation, sender::wake, InvoiceRequest::readSandbox));
        server.start();

        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop(1);
            sender.close();
            reports.close();
            database.close();
        }));
        System.out.println("Billing is ready at http://localhost:" + settings.port());
    }
}
