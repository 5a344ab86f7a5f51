"""The words of Latvian replies."""

from __future__ import annotations

from moderation.lint.lexicon import Words

_DAY = "pirmdien*/otrdien*/trešdien*/ceturtdien*/piektdien*/sestdien*/svētdien*"
_SPAN = "stund*/dien*/nedēļ*/minū*/mēneš*/mēnes*/diennakt*"
_DONE = (
    "atmaksājām nosūtījām nomainījām pārskaitījām izlabojām piegādājām nodevām noformējām pasūtījām ieskaitījām izsniedzām"
    " salabojām pagarinājām piešķīrām savācām norunājām lūdzām atcēlām anulējām iedevām atgriezām vienojāmies samainījām"
    " norīkojām rezervējām"
).replace(" ", "/")
_WILL = "*sim/*simies/*šu/*šos"  # the first person of the future has an ending of its own
_FIRST = (
    "atmaksāšu nosūtīšu piezvanīšu atbildēšu uzrakstīšu pārbaudīšu paziņošu atsūtīšu noskaidrošu nomainīšu sazināšos nokārtošu"
).replace(" ", "/")
_ASKED = (
    "uzrakstiet atsūtiet piezvaniet atbrauciet atnāciet paziņojiet nosūtiet atnesiet atvediet nododiet nosauciet izvēlieties"
    " pienāciet atbildiet vērsieties atstājiet pievienojiet pārstartējiet atveriet pārbaudiet nospiediet saglabājiet atgrieziet"
    " ienāciet pasakiet zvaniet rakstiet nesiet parādiet griezieties sazinieties iesniedziet norādiet sagaidiet"
).replace(" ", "/")
_BODY = (
    "atvedīs/aizvedīs/atbrauks/piezvanīs/sazināsies/piegādās/nomainīs/apskatīs/izlems/pārbaudīs/atbildēs/uzrakstīs/ieradīsies"
    "/paņems/atmaksās/izsniegs/salabos"
)
_PASSIVE = (
    "atmaksāt*/nosūtīt*/nomainīt*/piegādāt*/izlabot*/ieskaitīt*/izmaksāt*/salabot*/izskatīt*/gatav*/pārskaitīt*/pārbaudīt*"
    "/novērst*/atrisināt*/samainīt*/atgriezt*/izsniegt*"
)
LATVIAN = Words(
    numbers=tuple(
        "viena vienas vienu divu divas divi triju trīs četru četras četri piecu piecas pieci sešu sešas septiņu septiņas astoņu"
        " desmit četrpadsmit piecpadsmit divdesmit trīsdesmit pusotras pusotru".split()
    ),
    signs=tuple(
        (
            "un ir mēs jūs jūsu jums mums par lai kas ja ar tas uz vai no mūsu pēc tiek būs bija kad kā lūdzu paldies labdien nav"
            " līdz pie"
        ).split()
    ),
    condition=("ja", "kad", "gadījumā", "tiklīdz"),
    vague=(
        "drīz/drīzumā",
        "tuvākajā laikā",
        "visdrīzākajā laikā",
        "īsākajā/visīsākajā laikā",
        "tuvākajās dienās/stundās",
        "pēc iespējas ātrāk/drīzāk",
        "pie pirmās iespējas/izdevības",
        "vēlāk",
        "pēc kāda laika",
        "ar laiku",
    ),
    apology=(
        "atvain*",
        "piedod*",
        "lūdzam/lūdzu piedošanu",
        "mums/man ļoti? žēl",
        "mums/man ļoti? neērti/kauns",
        "mūsu vaina/kļūda",
        "mēs ... esam vainīgi",
        "vainīgi ... mēs",
        "nožēlojam",
        "atzīstam ... kļūdu/vainu",
    ),
    interest=(
        "paldies",
        "pateic*",
        "saprotam/saprotu",
        "saprotam*",
        "iedomājamies/iedomājos/iedomāties",
        "noskaidrojām/noskaidroju",
        "pārbaudījām/pārbaudīju",
        "apskatījām/apskatījāmies/paskatījāmies",
        "izlasījām/izlasīju",
        "aprunājāmies/aprunājos",
        "runājām/runāju ... ar",
        "pastāstiet",
        "atradām cēloni",
        "izpētījām",
        "jums ir? taisnība",
        "svarīgi/gribam/vēlamies ... saprast/zināt/uzzināt",
        "redzam/redzu",
        "noklausījāmies/noklausījos",
        "uzzinājām",
        "jūtam līdzi",
        "izsekojām",
    ),
    offer=(
        _DONE,
        _WILL,
        _FIRST,
        _ASKED,
        f"tiks ... {_PASSIVE}",
        f"būs ... {_PASSIVE}",
        "varat ... atgriezt/apmainīt/saņemt/izvēlēties/vērsties/nodot/zvanīt/rakstīt/izņemt/atnest/samainīt",
        _BODY,
        "piedāvājam/piedāvāju",
        "esam gatavi ... atmaksāt/nomainīt/salabot/pieņemt",
        "nauda ... ienāks/nonāks/atgriezīsies",
        "saņemsiet",
        "lūdzam ... atsūtīt/rakstīt/paziņot/zvanīt/pienākt/atnest",
    ),
    promise=(
        _WILL,
        _FIRST,
        _BODY,
        f"tiks ... {_PASSIVE}",
        f"būs ... {_PASSIVE}",
        "nauda ... ienāks/nonāks/atgriezīsies",
        "saņemsiet",
        "apsolām/garantējam/apņemamies/solām",
    ),
    terms=(
        "šodien/rīt/parīt",
        f"# darba/kalendār*/banka* {_SPAN}",
        f"# {_SPAN} laikā",
        f"# darba? {_SPAN} laikā",
        "stundas/dienas/nedēļas/diennakts/mēneša laikā",
        f"pēc # darba? {_SPAN}",
        "pēc stundas/dienas/nedēļas/mēneša",
        f"līdz # {_SPAN}",
        f"ilgst/aizņem/prasa/aizņems ... # {_SPAN}",
        f"ne vēlāk kā ... {_SPAN}",
        "līdz ... dienas/nedēļas/mēneša/maiņas beigām",
        "šonedēļ/nākamnedēļ/šovakar/rītvakar",
        "šajā/nākamajā/šo/nākamo nedēļā/nedēļu",
        _DAY,
        "# janvār*/februār*/mart*/aprīl*/maij*/jūnij*/jūlij*/august*/septembr*/oktobr*/novembr*/decembr*",
        "# . janvār*/februār*/mart*/aprīl*/maij*/jūnij*/jūlij*/august*/septembr*/oktobr*/novembr*/decembr*",
        "jau/tieši tagad",
        "vakarā/rītā",
        "# datum*",
        "tajā pašā dienā",
    ),
    office=(
        "no pirmdienas līdz piektdienai/sestdienai/svētdienai",
        "darba dienās",
        "darbdienās",
        "katru dienu",
        "visu diennakti",
        "no # #? līdz # #?",
        "bez brīvdienām",
        "pagājušajā/pagājušo/pagājušās/pēdējās/pēdējo ... nedēļā/nedēļas/mēnesī/dienās/dienas/piektdien/nedēļu/dienu",
    ),
    contact=(
        "uzrakstiet/rakstiet/zvaniet/piezvaniet/vērsieties/griezieties/atbildiet/paziņojiet/atsūtiet/nāciet/atnāciet/pienāciet"
        "/atbrauciet/nosūtiet/sazinieties ... mums/man/uz/pie/ar/pa/šeit/mūsu",
        "tālrun*/tālr/e-past*/epast*",
        "privāt*/personīg* ziņ*/vēstul*",
        "mani sauc",
        "jautājiet/prasiet/vaicājiet",
        "mans/mūsu ... numurs/adrese/tālrunis",
        "jūsu ... pasūtījumu/jautājumu/lietu/sūdzību ... kārto/risina/ved/uzrauga/pārzina",
        "jūsu lietu ... kārto/risina",
        "par ... atbild",
    ),
    above=(
        "vadītāj*",
        "direktor*",
        "priekšniek*",
        "vadīb*",
        "pārvaldniek*",
        "ptac",
        "patērētāju tiesību",
        "ombud*",
        "tiesībsarg*",
        "augstāk",
        "augstāk*",
        "pretenziju daļ*/nodaļ*/grup*",
        "strīdu komisij*",
        "maiņas vecāk*",
    ),
    appeal=(
        "ja",
        "varat",
        "jums ir tiesības",
        "var",
        "uzrakstiet/rakstiet/zvaniet/piezvaniet/vērsieties/griezieties",
        "gaida/gaidīs",
        "izskatīs/izlems",
        "neapmierin*",
        "nākam* solis/pakāpiens",
        "tiesības",
        "adrese",
    ),
    cited=(
        "noteikum*",
        "atgriešanas/piegādes/garantijas/maiņas/akcijas/pārdošanas/glabāšanas/remonta/līguma nosacījum*",
        "nosacījum*",
        "likum*",
        "līgum*",
        "reglament*",
        "kārtība* ... nosaka/paredz",
        "pant*",
        "atgriešanas/piegādes/garantijas politik*",
    ),
    accuse=(
        "jūs/tu pats/pati/paši ... vainīg*/izvēlējāties/norādījāt/sajaucāt/parakstījāt/atteicāties/ne*/pasūtījāt/piekritāt"
        "/kļūdījāties/salauzāt/nopirkāt/aizmirsāt/nokavējāt/ievadījāt/rakstījāt/prasījāt",
        "pats/pati/paši ... vainīg*",
        "jūsu/tavas ... vainas dēļ",
        "jūsu/tava ... vaina/kļūda/neuzmanība/nevērība/neuzmanības/kļūdas",
        "vainīgs/vainīga/vainīgi ... jūs/esat",
        "jūs ... esat ... vainīg*",
        "jums/jūs ... nav/nav taisnība/taisnības",
        "jūs ... kļūdāties/maldāties/alojaties",
        "jūs ... melojat/krāpjat/maldināt/pārspīlējat/izdomājat/izdomājāt/fantazējat/safantazējāt/sagrozāt/dramatizējat/samelojāt",
        "jūs ... noklusējāt/salauzāt/sabojājāt/nometāt/sasitāt/pārkāpāt/ignorējāt/pazaudējāt/palaidāt/slēpāt/nokavējāt/aplējāt",
        "jūs ... neuzmanīgi/nevērīgi/nepareizi/rupji/pavirši",
        "neuzmanīgi ... lasījāt/izlasījāt/skatījāties",
        "vajadzēja ... uzmanīg*/lasīt/izlasīt/skatīties/pārbaudīt/domāt/agrāk/uzreiz/laikus/klausīties/zvanīt/mērīt/padomāt",
        "jums ... vajadzēja/vajadzētu/nācās",
        "jums ... bija jā*",
        "jūs ... varējāt/būtu ... paši/pats/pati/varējuši/laikus/agrāk",
        "beidziet/pietiek/izbeidziet",
        "jūs ... skandalējat/kliedzāt/apvainojāt/lamājāties/rupjojāties/trokšņojāt/apvainojat/bļāvāt",
        "jūs ... vienkārši ... ne*",
        "jūs ... nepapūlējāties/nelasījāt/neizlasījāt/neklausījāties/nepārbaudījāt/neapskatījāties/nesapratāt/nepaskatījāties"
        "/neievērojāt/nepievērsāt/neievērojat",
        "jūsu ... fantāzijas/izdomājumi/izdomas/fantāzija/izdomājums",
        "no jūsu puses",
        "jūs ... mēģināt/cenšaties/gribat/vēlaties ... apkrāpt/nopelnīt/nomelnot/iedzīvoties/piekrāpt/izspiest",
        "jūs ... acīmredzot/droši/laikam/acīmredzami ... ne*",
        "nebija ko/jā*",
        "lasiet/skatieties/izlasiet ... uzmanīg*",
    ),
    argue=(
        "nepatiesība*/nepatiess/nepatiesa/nepatiesi/nepatiesas/meli/melus/melo/apmelo*",
        "neatbilst ... patiesībai/īstenībai",
        "nepamatot*/nepamatota/izdomāt*/izpūst*",
        "atšķirībā no jums",
        "mēs ... neesam ... vainīgi",
        "nav ... mūsu vaina/problēma/kļūda/darīšana/rūpe",
        "mūsu vainas ... nav",
        "mēs ... te neesam vainīgi",
        "ar to mums nav sakara",
        "citi ... nesūdzas",
        "neviens ... nesūdzas/nav/nesūdzējās",
        "neviens cits ... nav",
        "visi/citi/pārējie ... apmierināti",
        "jums/jūs neviens ... nesolīja/nespieda/nelūdza/nepiespieda",
        "atvainojiet/piedodiet/atvainojamies/atvainojamies bet/taču",
        "mēs/es ... nepiekrītam/nepiekrītu",
        "nepiekrītam",
        "pierādiet",
        "kur ... pierādījumi",
        "žēl ka jūs tā",
        "ko ... jūs ... gaidījāt/gribējāt/cerējāt",
        "par tādu/šādu/tādu cenu/naudu",
    ),
    allowed=("jūs ... neesat ... vainīg*", "nav ... jūsu vaina", "ne jūs ... vainīg*", "jūsu vainas ... nav"),
    gift=(
        "kompensāc*/kompensē*",
        "atlaid*",
        "kupon*/dāvanu/vaučer*/promokod*",
        "bonus*/punkt*",
        "dāvan*/dāvinām/uzdāvin*",
        "atlīdzin*",
        "par mūsu līdzekļiem",
        "uz mūsu rēķina",
    ),
    endless=(
        "atlīdzināsim/kompensēsim/segsim/apmaksāsim/atmaksāsim ... visus/visas/jebkurus/jebkuras/jebkādus/jebkādas"
        " izdevumus/zaudējumus/izmaksas/tēriņus",
        "jebkuru/jebkādu summu/kompensāciju",
        "lai cik ... tas",
        "pilnībā ... kompensēsim/atlīdzināsim",
        "viss/visu ... uz mūsu rēķina",
    ),
    ours=(
        "zvaniet/piezvaniet/rakstiet/uzrakstiet/vērsieties/griezieties/atsūtiet/nosūtiet/sūtiet/sazinieties/atbildiet",
        "mūsu",
        "bezmaksas",
        "nodaļ*/dienest*/servis*/veikal*/atbalst*/vadītāj*/direktor*/centr*/speciālist*/dispečer*/noliktav*/pretenzij*",
        "mans/mana/mani/manu",
        "man/mums",
    ),
    theirs=(
        "jūsu/jums",
        "zvanījām/rakstījām/sazvanīt/piezvanījām/piezvanīsim/uzrakstīsim/nosūtījām ... jums/uz/pa",
        "norādījāt/norādīt*/atstājāt/reģistrēt*/atstāt*",
        "pircēj*/klient*",
        "uz numuru",
    ),
    order=("pasūtījum*/ček*/pavadzīm*/rēķin*/līgum*/sūtījum*/paciņ*/paku/pakas/kvīt*/polis*/rezervācij*/talon*",),
    reference=("sūdzīb*/pieteikum*/iesniegum*/pretenzij*/liet*/pieprasījum*",),
)
