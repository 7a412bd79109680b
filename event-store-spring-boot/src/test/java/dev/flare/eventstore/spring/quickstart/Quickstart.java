package dev.flare.eventstore.spring.quickstart;

import dev.flare.eventstore.AppendCondition;
import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.Criterion;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.Marker;
import dev.flare.eventstore.NewEvent;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Quickstart {
    public static void main(String[] args) {
        try (var application = SpringApplication.run(Quickstart.class, args)) {
            var store = application.getBean(EventStore.class);
            var ada = store.source(Criteria.of(Criterion.tagged("account=ada")), Marker.ORIGIN);
            var opened = new NewEvent(UUID.randomUUID(), "bank.AccountOpened", "1", List.of("account=ada"), "{}");
            var nothingNew = new AppendCondition(Criteria.of(Criterion.tagged("account=ada")), ada.upTo());
            var appended = store.append(List.of(opened), List.of(nothingNew));
            System.out.println(appended.join());
        }
    }
}
