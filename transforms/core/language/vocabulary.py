"""Words that say what the ones beside them are, in English, Spanish, French and German.

All are folded (small letters). Written for this project.
"""

from __future__ import annotations

from transforms.core.surrogates.listing import listed

TITLES = frozenset(
    listed(
        "mr mrs ms miss mx dr dra drs prof sir madam madame lady lord rev hon judge justice "
        "professor doctor captain capt sgt sergeant lt lieutenant col colonel gen officer "
        "inspector "
        "señor señora señorita sr sra srta don doña d dña licenciado lic ing "
        "monsieur mme mlle maître docteur professeur herr frau fräulein"
    )
)
"""Forms of address in front of a name."""

JOINERS = frozenset(
    listed(
        "of de del della der den di da do dos das du des la las le les los el y e i and und et & "
        "- ' ’ van von zu zum zur ten ter bin ibn al the for für für pour para"
    )
)
"""Words and marks inside of names, places and organisations."""

ORGANISATIONS = frozenset(
    listed(
        "inc incorporated ltd limited llc llp plc corp corporation co company group holding "
        "holdings "
        "gmbh ag kg mbh ohg ug sarl sas sa s.a sl slu srl spa bv nv ab oy aps as kft zrt "
        "bank banco banque sparkasse bankhaus insurance seguros assurances versicherung "
        "university universidad université universität college institute instituto institut school "
        "escuela école schule academy academia académie hochschule gymnasium "
        "hospital clinic clínica clinique klinik klinikum hôpital krankenhaus praxis "
        "ministry ministerio ministère ministerium department departamento département agency "
        "agencia agence agentur committee comité ausschuss commission comisión kommission council "
        "consejo conseil rat court tribunal cour gericht amtsgericht landgericht bundesgericht "
        "police policía polizei association asociación verein verband foundation fundación "
        "fondation "
        "stiftung society sociedad société gesellschaft union sindicato syndicat gewerkschaft "
        "church iglesia église kirche party partido parti partei club fc museum museo musée "
        "airlines airways systems technologies solutions partners consulting services industries "
        "labs laboratories media networks software pharmaceuticals motors energy brothers sons "
        "orchestra theatre theater press times news journal authority bureau office oficina "
        "prosecutor army navy federation league trust fund network centre center parliament senate "
        "congress government ayuntamiento mairie stadtverwaltung prison jail embassy consulate"
    )
)
"""Words of an organisation's name that say what it is."""

STREETS = frozenset(
    listed(
        "street st road rd avenue ave lane ln drive dr boulevard blvd court ct place pl square sq "
        "way terrace close crescent highway hwy parkway pkwy alley row walk grove gardens hill "
        "mews "
        "calle c/ avenida avda plaza paseo camino carretera ronda travesía glorieta urbanización "
        "rue avenue chemin allée impasse quai cours route faubourg "
        "straße strasse str platz weg gasse allee ring ufer damm chaussee "
        "via viale piazza corso vicolo largo rua travessa praça ulica ul aleja "
        "gatan vägen gata väg vej gade katu tie tee utca út ulice ulica cesta trg straat laan "
        "plein "
        "gracht kade"
    )
)
"""Words of a street's name."""

ROOMS = frozenset(
    listed(
        "apt apartment suite ste unit floor flat room bldg building piso puerta esc portal bajo "
        "étage appartement bâtiment stock wohnung whg box"
    )
)
"""What stands in front of the number of a flat."""

MONTHS: dict[str, int] = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "- - - - - - - - sept - - -",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene - - abr - - - ago setiembre - - dic",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr - avr - - juil - - - - déc",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jänner - mrz - - - - - - okt - dez",
        "gennaio febbraio marzo aprile maggio giugno luglio - settembre ottobre - dicembre",
        "janeiro fevereiro março - maio junho julho - setembro outubro novembro dezembro",
        "januari februari maart - mei juni juli augustus - - - -",
    )
    for number, name in enumerate(names.split(), 1)
    if name != "-"
}
"""Names of months and their number, 1 to 12; Italian, Portuguese and Dutch ones too."""

WEEKDAYS: dict[str, int] = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lunes martes miércoles jueves viernes sábado domingo",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    )
    for number, name in enumerate(names.split())
}
"""Names of weekdays and their number, 0 for Monday (as `datetime.date.weekday`)."""

KIN = frozenset(
    listed(
        "mother father mom mum mommy dad daddy brother sister son daughter wife husband uncle aunt "
        "cousin nephew niece grandmother grandfather grandma grandpa girlfriend boyfriend fiancé "
        "fiancée partner friend colleague boss neighbor neighbour roommate "
        "madre padre hermano hermana hijo hija esposa esposo marido mujer tío tía primo prima "
        "abuelo "
        "abuela amigo amiga novio novia mère père frère sœur fils fille femme mari oncle tante "
        "cousine ami amie mutter vater bruder schwester sohn tochter mann onkel freund freundin "
        "oma "
        "opa nachbar nachbarin kollege kollegin"
    )
)
"""Who somebody is to somebody: a name may follow."""
