package dev.flare.command.deposit;

import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.AccountMovement;
import dev.flare.command.web.Movement;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.web.JsonBody;
import dev.flare.web.document.Described;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/accounts/{id}/deposits} */
@RestController
public class DepositController {

    private final Ledgers ledgers;

    DepositController(Ledgers ledgers) {
        this.ledgers = ledgers;
    }

    @Described(by = DepositDescription.class)
    @PostMapping(path = "/api/accounts/{id}/deposits", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> deposit(@PathVariable String id, JsonBody body, WebRequest web) {
        AccountMovement asked = AccountMovement.read("deposit", id, body, web);
        Movement movement = asked.movement();
        DepositMoney command = new DepositMoney(
                Movement.newId(asked.account().region()),
                asked.account(),
                movement.amount(),
                movement.reference(),
                movement.effectiveAt(),
                movement.metadata());
        return Accepted.answer(ledgers.execute(command, "accountId", asked.request()));
    }
}
