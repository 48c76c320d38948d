package dev.karat.e2e;

import java.util.List;

/** Who the story of the four systems is about, and who knows whom before the gateway comes. */
final class Cast {
    /** Known to the ERP system alone. */
    static final List<Person> PARTIES = List.of(
            Person.of("Anneliese Brandt", "anneliese.brandt@post.test")
                    .called("+493055501001")
                    .living("Lindenallee 4", "10115", "Berlin"),
            Person.of("Bernd Ostermann", "bernd.ostermann@post.test")
                    .called("+494055501002")
                    .living("Hafenweg 12", "20457", "Hamburg"),
            Person.of("Clara Weidenfeld", "clara.weidenfeld@post.test"));

    /** Known to the shop alone. */
    static final List<Person> BUYERS = List.of(
            Person.of("Dietmar Kowalski", "dietmar.kowalski@post.test")
                    .called("+498955501003")
                    .living("Isarstr. 7", "80469", "München"),
            Person.of("Elif Yıldırım", "elif.yildirim@post.test"),
            Person.of("Friedrich Hohenstein", "friedrich.hohenstein@post.test").called("+497115550104"));

    /** Known to the newsletter site alone. */
    static final List<Person> READERS = List.of(
            Person.of("Gesine Abendroth", "gesine.abendroth@post.test"),
            Person.of("Henrik Sörensen", "henrik.soerensen@post.test"),
            Person.of("Ilse Marquardt", "ilse.marquardt@post.test"));

    /** Known to the help desk alone. */
    static final List<Person> CALLERS = List.of(
            Person.of("Jasper van der Velde", "jasper.vandervelde@post.test").called("+492215550105"),
            Person.of("Katharina Zimmerling", "katharina.zimmerling@post.test"),
            Person.of("Leopold Dietrichstein", "leopold.dietrichstein@post.test")
                    .called("+493515550106")
                    .living("Elbufer 3", "01067", "Dresden"));

    /** Known to the ERP system and to the shop, where he is written in another way. */
    static final Person MATTHIAS =
            Person.of("Matthias Grünewald", "matthias.gruenewald@post.test").called("+496955501007");

    static final String MATTHIAS_IN_THE_SHOP = "Mathias Gruenewald";

    /** Known everywhere; reads the newsletter, and agreed to it in the shop, too. */
    static final Person NORA = Person.of("Nora Lindqvist", "nora.lindqvist@post.test").called("+493055501008");

    /** Known to the ERP system; later it turns out that the shop knows him under another address. */
    static final Person OSKAR = Person.of("Oskar Petersen", "oskar.petersen@post.test");

    static final Person OSKAR_AT_WORK = Person.of("Oskar Petersen", "petersen@yard.test");

    /** Profiles that come of all these: Oskar is two as long as nobody knows better. */
    static final int PROFILES = 3 + 3 + 3 + 3 + 1 + 1 + 2;

    private Cast() {}
}
