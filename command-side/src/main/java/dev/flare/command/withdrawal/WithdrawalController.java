package dev.flare.command.withdrawal;

import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.AccountMovement;
import dev.flare.command.web.Movement;
import dev.flare.messages.ledger.WithdrawMoney;
import dev.flare.web.JsonBody;
import dev.flare.web.document.Described;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/accounts/{id}/withdrawals} */
@RestController
public class WithdrawalController {

    private final Ledgers ledgers;

    WithdrawalController(Ledgers ledgers) {
        this.ledgers = ledgers;
    }

    @Described(by = WithdrawalDescription.class)
    @PostMapping(path = "/api/accounts/{id}/withdrawals", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> withdrawal(@PathVariable String id, JsonBody body, WebRequest web) {
        AccountMovement asked = AccountMovement.read("withdrawal", id, body, web);
        Movement movement = asked.movement();
        WithdrawMoney command = new WithdrawMoney(
                Movement.newId(asked.account().region()),
                asked.account(),
                movement.amount(),
                movement.reference(),
                movement.effectiveAt(),
                movement.metadata());
        return Accepted.answer(ledgers.execute(command, "accountId", asked.request()));
    }
}
