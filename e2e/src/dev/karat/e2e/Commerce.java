package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;

/** What customers do themselves: they order, and they take their consent back. */
final class Commerce {
    private final Company company;
    private final Checks checks;

    Commerce(Company company) {
        this.company = company;
        this.checks = company.checks;
    }

    void tell() {
        orders();
        subscribes();
        unsubscribes();
    }

    private void orders() {
        Person guest = Person.of("Theodora Nachtigall", "theodora.nachtigall@post.test")
                .living("Rheinpromenade 2", "50667", "Köln");
        String order = company.shop.guest.orders(guest);
        checks.arrives("order: it is an interaction on the profile of a new guest", () -> holds(guest, order));
        checks.arrives(
                "order: the guest is a customer in all four", () -> company.named(company.sides(), guest.email(), guest.name()));

        Person known = Cast.PARTIES.get(1).living("Alsterufer 33", "20457", "Hamburg");
        String again = company.shop.guest.orders(known);
        checks.arrives("order: it is on the profile of whom the ERP system brought into the shop", () -> holds(known, again));
    }

    private boolean holds(Person person, String order) {
        for (JsonNode one : company.profile(person.email()).path("interactions")) {
            if (one.path("kind").asText().equals("order") && one.path("summary").asText().equals(order)) {
                return true;
            }
        }
        return false;
    }

    /** Whom the newsletter site never asked gets the newsletter, since there is proof that he wants it. */
    private void subscribes() {
        String email = Cast.BUYERS.get(0).email();
        String member = company.news.id(email);
        checks.equal("consent: whom the gateway brought there gets no newsletter", false, company.news.subscribed(member));
        company.shop.agree(company.shop.id(email));
        checks.arrives("consent: until he agrees to it in the shop", () -> company.news.subscribed(member));
    }

    /** Nora agreed in the shop, and leaves the newsletter by the link in a letter. */
    private void unsubscribes() {
        String nora = Cast.NORA.email();
        String member = company.news.id(nora);
        checks.equal("consent: she gets the newsletter", true, company.news.subscribed(member));
        checks.equal("consent: and agreed in the shop", true, company.shop.agrees(nora));
        company.news.unsubscribe(member);
        checks.arrives("consent: who unsubscribes refused on the profile", () -> consent(nora).equals("denied"));
        checks.arrives("consent: and in the shop", () -> !company.shop.agrees(nora));
        company.support.rename(company.support.id(nora), "Nora Lindqvist-Holm");
        company.rest().await();
        checks.equal("consent: a later change subscribes nobody", false, company.news.subscribed(member));

        company.shop.agree(company.shop.id(nora));
        checks.arrives("consent: who agrees anew in the shop does so on the profile", () -> consent(nora).equals("granted"));
        company.rest().await();
        checks.equal(
                "consent: but gets no newsletter before she subscribes there herself",
                false,
                company.news.subscribed(member));
    }

    private String consent(String email) {
        for (JsonNode one : company.profile(email).at("/data/consents")) {
            if (one.path("channel").asText().equals("email")) {
                return one.path("status").asText();
            }
        }
        return "none";
    }
}
