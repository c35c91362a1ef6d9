"""What the people of each department do, as callers say it who do not know its name.

A duty is groups of stems with a bar between them; every group has to be met by a word of its own, in any order. A stem
is the beginning of a word (in Dutch and Danish, where words are compounds, five letters or more also count inside of
one); "=" after it asks for the very word, and "@" stands for the verbs of `HANDLING`. Semicolons part one duty from the
next.
"""

from __future__ import annotations

HANDLING = {
    "da": "laver= lave= tager= tage= handter ordner ordne= star= sta= styr hold passer= passe= behandl sender= "
    "sende= arbejd planlaeg sorg ansvar sidder= sidde= kigger= skriv udarbejd udsteder korer= kore= foretag "
    "beskaeftig giver= gennemfor",
    "en": "do= does= doing= done= make= makes= making= handl deal look= looks= looking= take= takes= taking= run= "
    "runs= running= manag prepar organi send= sends= sending= issu sort= sorts= sorting= charge= responsib care= "
    "process work= works= working= draw= draws= write= writes= put= puts= give= gives= giving= hold= holds= in= see= "
    "sees=",
    "fr": "fait= font= faire= faites= fass occup ger gest trait suiv suit= suiven etabli prepar organis pass charg "
    "responsabl regl envoi envoy sort edit tien tenir redig mett met= donn rempli regard cont",
    "it": "fa= fanno= fare= occup gest segu tratt prepar organizz mand inviat invia emett emess cura curano incaric "
    "addett responsabil tien teng lavor scriv compil guard respons pens sta= stanno=",
    "nl": "doet doen= maak maken= gaat= gaan= regel behandel beheer opstel stel zorg volg opvolg verantwoord bezig "
    "bezighoud organiseer stuur sturen verstuur versturen opmak opmaak uitvoer verzorg verwerk afhandel geeft geven= "
    "houdt houden zit zitten= werkt afneemt afnemen neemt nemen",
}
"""Verbs of doing and handling anything at all."""

DUTIES: dict[str, dict[str, str]] = {
    "da": {
        "account_management": "@ opkraev | regning faktura betaling kontrakt abonnement opkraevning indbetaling "
        "rykker bogholder penge overforsel",
        "analytics": "@ analyser traekker= beregn regner= samler= | tal= tallene statistik rapport data= dashboard "
        "grafer nogletal",
        "customer_service": "@ folger= lever | ordre levering leveranc pakke pakker returvare bestilling retur "
        "refusion forsendels ombytning; hjaelp | kunder",
        "escalations": "@ modtag loser= lose= lytter= | klage klager klagesag reklamation utilfreds sure= vrede=",
        "fraud_prevention": "@ undersog efterforsk stopper stoppe= bekaemp fanger fange= jager jage= forfolg "
        "forhindr opklar blokerer | svindl svindel bedrag snyd phishing fup",
        "human_resources": "ansaetter ansaette= rekrutter hyrer= | folk nye medarbejder personale mennesker kolleg; "
        "ansaetter; @ udbetal betaler laeser= laese= modtag | lon= lonnen lonsedd lonning ansogning jobansog "
        "jobsamtal personale ansaettels jobs",
        "it_support": "nulstil laser= lase= skifter= abner= abne= genabn | adgangskode kodeord password konto konti "
        "login brugere; reparer fikser fikse= ordner= @ | computer pc= pcer barbar printer; @ | adgangskode kodeord "
        "password login",
        "language_support": "oversaet; tolker= tolke=; taler= tale= | fremmed sprog; @ | oversaettels tolkning",
        "outbound_campaigns": "ringer= ringe= ringede kontakter opringer | folk kunder hjem private mennesker | "
        "saelg tilbud kampagne reklame sporgeskema undersogels; ringer= ringe= | saelg tilbud kampagne reklame "
        "sporgeskema; @ | telefoninterview sporgeundersog kampagner= telemarketing meningsmaling kundeundersog",
        "performance_management": "@ saetter= maler= male= folger= folge= vurder beregn evaluer | mal= malene "
        "resultat praestation bonus kpi medarbejdersamtal performance; vurder evaluer bedom | medarbejder personale "
        "ansatte",
        "quality_assurance": "lytter= lytte= horer= hore= bedom vurder optager= optage= kontroller tjekker tjekke= "
        "gennemlyt overvag karakter holder= aflyt | samtale opkald optagelse kvalitet telefonsamtal; lytter= lytte= "
        "| med= os=",
        "reception": "modtag modtager tager= tage= byder | doren kunder folk gaester besogende gaest opkald; sidder= "
        "sidde= star= | indgang foran skranke; svarer= svare= tager= | forst hovednummer; stiller= viderestil omstil "
        "| opkald samtaler",
        "sales": "saelg | telefon abonnement tv= fjernsyn mobil bredband produkt fiber apparat; @ | tilbud "
        "prisoverslag; opretter tegner= | nye kunde",
        "social_media": "@ svarer= svare= laegger= poster= poste= opdater bestyr | facebook instagram insta= twitter "
        "tiktok linkedin some= tweet youtube medier= opslag",
        "technical_support": "monter opsaetter tilslut lave= laver= rydder reparer fikser fikse= retter= rette= "
        "ordner ordne= loser= lose= installer hjaelp afhjaelp saetter= udbedrer far= | router internet linje fejl "
        "bredband netvaerk modem wifi fiber forbindelse tv= fejlen nedbrud boks",
        "training": "oplaer oplaerer uddann traener= traene= laerer= laere= underviser undervise= coacher instruer | "
        "nye= nye personale medarbejder kolleg agent ansatte begynder; @ afhold | kurser kursus undervisning "
        "uddannelser traening",
        "workforce_planning": "@ laegger= laegge= fordel planlaeg bestem tildel skemalaeg | vagtplan vagter= vagt= "
        "vagterne skema arbejdstid ferieplan fridage bemanding turnus; planlaeg | personale",
    },
    "en": {
        "account_management": "@ collect bill= bills= chas invoic | bills= bill= billing invoice payment debit "
        "contract accounts= statement subscription reminder money cheque transfer",
        "analytics": "@ crunch analys analyz compil produc pull= pulls= | number numbers graph chart figures stats "
        "statist report reports dashboard data analytics",
        "customer_service": "@ deliver track ship follow | order orders deliver parcel return returns refund package "
        "exchange shipment; help helps assist | customers=",
        "escalations": "@ solv hear receiv resolv | complaint complain dispute unhappy angry grievance irate",
        "fraud_prevention": "@ investigat catch chase chases chasing fight stop= stops= block tackle go= goes= "
        "going= after hunt track prevent | scam scammer fraud crook con= swindl phish conmen identity",
        "human_resources": "hire= hires= hiring= recruit employ take= takes= | people staff new workers personnel "
        "employees; hires= hiring= recruits=; @ pay= pays= paying= read= reads= | wages salar payroll payslip "
        "applications application cv= cvs= interview recruit personnel hiring vacanc",
        "it_support": "reset unlock chang restor | password account login pin= log logins; fix repair mend @ | "
        "computer pc= pcs= laptop printer; @ | password logins login logons",
        "language_support": "translat; interpret; speak | foreign language languages; @ | translat interpreting",
        "outbound_campaigns": "ring= rings= ringing= call= calls= calling= phone= phones= phoning= contact pester "
        "annoy bother cold | people customer homes home houses folk everyone everybody household prospect | promo "
        "offer sell selling survey campaign deals sale; ring= rings= ringing= call= calls= calling= phoning= | promo "
        "offer sell selling survey; @ | surveys survey campaign telemarket promotions",
        "performance_management": "@ set= sets= measur track calculat evaluat apprais monitor follow works= | target "
        "goals= objective result performance bonus kpi apprais; evaluat apprais assess | staff employee agents",
        "quality_assurance": "listen score scores scoring rate= rates= rating review mark= marks= marking= record "
        "records monitor check evaluat assess judg grad | call calls conversation recording quality; listen= "
        "listens= listening= | in= us= back=",
        "reception": "welcom greet meet= meets= meeting= receiv let= | people clients visitor guest door entrance; "
        "answer answers pick | phone phones first switchboard main; sit= sits= sitting= | front= entrance lobby door "
        "downstairs; rout transfer direct= directs= | calls=",
        "sales": "sell= sells= selling= flog | phone subscription plan plans broadband tv= television handset "
        "contracts product mobile package stuff appliance; @ | quote quotation; sign= signs= signing= | new",
        "social_media": "@ answer repl post= posts= posting= updat writ tweet | facebook instagram insta= twitter "
        "tiktok linkedin social socials tweets= youtube",
        "technical_support": "fit= fits= fitting hook put= puts= mend fix repair mend sort= sorts= sorting= solv "
        "install restor connect get= gets= help | fault router internet line lines broadband modem wifi outage "
        "network connection fibre telly tv= television box",
        "training": "train= trains= training= teach coach educat instruct mentor show= shows= induct | new staff "
        "starter agent recruit employee people team hire beginner colleague newcomer ropes; @ teach | course courses "
        "training induction lessons",
        "workforce_planning": "@ plan= plans= planning= set= sets= decid schedul allocat assign approv | rota roster "
        "shift schedule schedules holidays leave= timetable; schedul | staff people agents",
    },
    "fr": {
        "account_management": "@ encaiss prelev | facture facturation paiement prelev contrat abonnement compta "
        "impaye relance encaissement comptes mensualite cheque virement sous=",
        "analytics": "@ analys sort calcul compil exploit crach | statist rapport chiffre donnee tableaux reporting "
        "stats graphiq courbe bord",
        "customer_service": "@ | commande livrais colis retour rembours expedit echange; aide conseil renseign "
        "assist | client",
        "escalations": "@ recoi recev examin ecout | plainte reclamation litige mecontent insatisf lettre",
        "fraud_prevention": "@ enquet lutt lutten bloqu poursui traqu arret combat combatt attrap surveil chass | "
        "fraud arnaq escro hamec usurp piratage pirate filou voleur phishing",
        "human_resources": "embauch recrut engag | gens personnel monde nouv employe personne salari collab collegue "
        "agent; embauch; recrut; @ pay vers | salaire paie= paye= candidatur cv= entretien= personnel= embauche "
        "recrutement; lis recoi recev examin | candidatur cv=",
        "it_support": "reinit debloq chang rend rest | passe= acces compte session identifiant code; repar depann "
        "arrang instal @ | ordi ordinateur ordinateurs pc= informatique logiciel imprimante; @ | passe= identifiant "
        "acces",
        "language_support": "tradui; interpret; parl | langue etrang; @ | traduction interpretation",
        "outbound_campaigns": "appel telephon contact demarch harcel sonn | gens client monde particulier foyer "
        "domicile abonne prospect | promo offr vend vent sondag enquet campagn propos pub; appellent appelle= "
        "telephone= telephonent demarch | promo vend vent sondag offre; @ mene | sondag enquet demarch telemark "
        "prospect",
        "performance_management": "@ fix mesur evalu calcul pilot surveil verif | objectif resultat performanc prime "
        "bonus rendement indicateur evaluation; evalu not= note= | employe personnel agent salari conseill collab",
        "quality_assurance": "ecout reecout epluch not= note= notent= evalu control verifi enregistr juge analys "
        "surveil | appel conversation communication enregistr qualite; @ veill | qualite; ecout reecout | nous=",
        "reception": "accueill recoi recev | porte visiteur visite invite; repond decroch repon | premier standard; "
        "oriente redirig transf repart aiguill dispatch | appels=; assis entree guichet comptoir | accueill",
        "sales": "vend vendr | telephon portable abonnement forfait box fibre offre produit appareil tele television "
        "contrat; @ | devis offres= tarif; conclu sign prend prenn | nouveau",
        "social_media": "@ repond anim publi post ecri alimen poste administr modere | facebook instagram insta= "
        "twitter tiktok linkedin reseaux tweet youtube post= posts",
        "technical_support": "monte= monter montent pose= poser posent raccord connect intervien repar depann retabl "
        "remet remett resou regl install branch arrang reviennent intervien | panne box ligne fibre internet modem "
        "routeur wifi reseau connexion decodeur tele television derangement; depann",
        "training": "form= forme= former= forment= forma enseign appren coach instrui | nouv recru personnel employe "
        "agent salari equip conseiller collaborateur collegue metier debutant embauch; @ anim dispens assur | cours= "
        "formation stage module",
        "workforce_planning": "@ attribu decid fix plani repart dress gerent valid | planning horair roulement "
        "effectif conges tableau tours= gardes; plani | equip personnel",
    },
    "it": {
        "account_management": "@ incass riscuot | bollett fattur pagament addebit contratt contabilit abbonament "
        "sollecit rate= conti= assegn bonific sold",
        "analytics": "@ analizz elabor calcol estra | statistic report= rapport dati= numeri= cifre= dashboard "
        "cruscott grafic",
        "customer_service": "@ sped | ordin consegn pacc reso= resi= rimbors spedizion restituz cambi; aiut assist | "
        "client",
        "escalations": "@ ascolt ricev risolv | reclam lamentel contestaz protest scontent arrabbiat insoddisf",
        "fraud_prevention": "@ indag blocc combatt contrast scopr acchiapp persegu lott becc | truff frod raggir "
        "phish imbrogl furti=",
        "human_resources": "assum assume selezion reclut | gente personale= person dipendent nuov candidat operator; "
        "assume= assumono=; @ pag legg esamin | stipend paghe= buste= busta= assunzion candidatur curricul cv= "
        "colloqu selezion personale=",
        "it_support": "resett reimpost sblocc cambi ripristin azzer | password access account credenzial parola "
        "pin=; ripar aggiust sistem @ | computer pc= portatil stampant; @ | password credenzial",
        "language_support": "traduc tradur tradut; interpret; parl | lingu; @ | traduzion",
        "outbound_campaigns": "chiam telefon contatt disturb | gente client persone case= casa= tutti utent famigli "
        "| promo offert vend sondag pubblicit campagn propo; chiamano= chiama= telefon | promo vend sondag offert; @ "
        "| sondagg telemarket televendit chiamate=",
        "performance_management": "@ fiss misur valut calcol stabil controll monitor | obiettiv risultat prestazion "
        "premi= bonus kpi rendiment performance valutazion; valut | dipendent personale= operator lavorator colleg",
        "quality_assurance": "ascolt riascolt sent= sentono= valut controll registr verific giudic monitor punteggi "
        "| chiamat telefonat conversazion registrazion qualit; ascolt riascolt | ci= noi=",
        "reception": "accogl accoglie ricev | porta persone= gente= visitator ospiti= clienti=; rispond | prima "
        "primo centralino; smist passa= smista trasferi | chiamat telefonat; sta= stanno= sied | ingresso entrata "
        "banco",
        "sales": "vend= vende= vendon vender vendi | telefon abbonament offert prodott cellular fibra apparecch "
        "contratt tariff; @ | preventiv offerte=; attiv stipul | contratti nuov",
        "social_media": "@ rispond pubblic post= posta= postano= aggiorn amministr | facebook instagram twitter "
        "tiktok linkedin social= tweet youtube social",
        "technical_support": "monta= montare montano colleg attiv interveng ripar aggiust sistem risolv install "
        "ripristin mett | guast modem router linea linee= internet wifi fibra connession rete= decoder adsl",
        "training": "forma= formano= formare= formi addestr insegn istru coach prepar affianc | nuov personale= "
        "dipendent operator colleg assunt agent mestiere= neoassunt; @ | cors formazion lezion",
        "workforce_planning": "@ decid assegn pianific stabil distribu | turni= turno= turnist orari= ferie= piani= "
        "planning; pianific | personale=",
    },
    "nl": {
        "account_management": "@ int= innen= inning | factu factur rekening betaling domicili incasso contract "
        "abonnement aanmaning boekhoud geld overschrijving",
        "analytics": "@ analyse bereken trek rapporte | cijfer statist rapport dashboard data= gegevens analyse "
        "grafiek",
        "customer_service": "@ lever | bestelling levering pakje pakket retour zending terugbetal verzending; help | "
        "klanten",
        "escalations": "@ aanneem aannem oplos ontvang | klacht klachten boze ontevreden geschil",
        "fraud_prevention": "@ onderzoek bestrijd aanpak aanpakken opspoor opspor achter blokkeer bestrij tegen vang "
        "| fraude oplicht phishing bedrieg bedrog scam",
        "human_resources": "aanneem aannem aanwerf aanwerv rekrut werft werven neemt nemen huur | mensen personeel "
        "medewerker werknemer volk nieuw kandidaat; @ betaal uitbetaal lees lezen | loon lonen salaris sollicit "
        "vacature personeel loonbrief loonstro cv= aanwerving sollicitant",
        "it_support": "reset herstel deblok openzet opnieuw vrijgeef ontgrendel verander zet zetten | wachtwoord "
        "paswoord account accounts login inlog toegang; herstel repareer repareren fiks maakt maken= @ | computer "
        "pc= laptop printer",
        "language_support": "vertaal vertal; tolk; spreekt spreken | vreemd taal talen=; @ | vertaling tolkwerk",
        "outbound_campaigns": "bel= belt= bellen= opbel telefone contacteer lastig benader | mensen klanten "
        "particulier thuis iedereen gezin prospect | verkop verkoop actie aanbieding promotie reclame enquete "
        "campagne aanbod; belt= bellen= opbel | promotie reclame enquete verkop verkoop aanbieding; @ voer | enquete "
        "belcampagne campagne telemarketing bevraging",
        "performance_management": "@ bepaal meet= meten= opvolg evalue bereken bewaak stel | doel= doelen= "
        "doelstelling targets= target= resultaten prestatie bonus premie kpi functioneringsgesprek evaluatie; evalue "
        "beoordeel | personeel medewerker werknemer agent",
        "quality_assurance": "beluister naluister luister beoordeel beoorde controleer evalue opneem opnemen nakijk "
        "score punten nabeluister bewak bewaak | gesprek gesprekken opname oproep telefoontje telefoongesprek "
        "kwaliteit; luister luistert luisteren | mee=; meeluister",
        "reception": "ontvang onthaal verwelkom opvang | deur mensen klanten bezoeker bezoek gasten; eerst beneden "
        "ingang | telefoon opne neemt nemen; zit zitten | ingang balie beneden inkom; doorverbind verdeel schakel | "
        "oproep gesprek telefoontje",
        "sales": "verkoop verkop | telefoon toestel abonnement gsm tv= televisie product apparaat abonnementen "
        "internet glasvezel spullen; @ | offerte prijsopgave; sluit afsluit | nieuw contract",
        "social_media": "@ beheer antwoord post= posten= postje beantwoord schrijf bijhoud | facebook instagram "
        "insta= twitter tiktok linkedin socials tweet youtube socialemedia",
        "technical_support": "leggen= legt= plaats monteer monteren aanleg verhelp verholp herstel repareer "
        "repareren maakt maken= fiks oplos los= lost= lossen installe oplossen sluit aansluit | storing router modem "
        "internet lijn verbinding wifi glasvezel panne netwerk decoder televisie tv= box=",
        "training": "opleid oplei traine inwerk train= traint leert aanleer lesgeef coach leren wegwijs begeleid | "
        "nieuw personeel medewerker collega agent werknemer starter beginner; @ | cursus opleiding training lessen=; "
        "leren leert | vak",
        "workforce_planning": "@ bepaal verdeel plan= plant= plannen= deelt inplan | rooster planning shift dienst= "
        "diensten= uren werktijd verlof werkschema; inplan inroost | personeel medewerker mensen",
    },
}

PEOPLE = {
    "da": "dem den de folk folkene nogen en person personen personer team teamet afdeling afdelingen kollega "
    "kolleger kollegaer ham hende damen manden dame mand gutterne holdet hold gruppen kontoret kontor medarbejder "
    "medarbejdere jer hvem callcenter callcentret centret flokken dame",
    "en": "people person ones one team crowd lot guys guy lads lad folk folks department desk bunch someone somebody "
    "anyone anybody section gang fellow fellas lady ladies man woman colleague colleagues office group unit staff "
    "those them girl girls callcenter centre center place outfit mob",
    "fr": "ceux celles celui celle gens personne personnes equipe equipes service bureau departement quelqu monsieur "
    "dame messieurs dames collegue collegues type types gars fille filles mec mecs section cellule employe employes "
    "groupe pole responsable responsables plateau centre cellule bande",
    "it": "quelli quello quella quelle colui persona persone gente gruppo team squadra reparto ufficio settore "
    "servizio qualcuno uno una signore signora signorina signori ragazzi ragazza ragazzo collega colleghi tizio "
    "addetto addetti sezione tipo tipi chi callcenter centro centralinisti banda squadretta",
    "nl": "mensen persoon personen iemand degene degenen diegene diegenen die lui team afdeling dienst collega "
    "collegas s man vrouw dame meneer heer mevrouw jongens mannen ploeg groep ene gasten club wie medewerker "
    "medewerkers bureau callcenter kantoor club",
}
"""Those whom callers ask for."""
RELATIVES = {
    "da": "der som hvor til med ansvarlig ansvarlige",
    "en": "that who which where to responsible for in doing",
    "fr": "qui ou charges chargee charge chargees responsable responsables pour qu",
    "it": "che dove per incaricati incaricato addetti addetto responsabile responsabili",
    "nl": "die dat wie waar om voor verantwoordelijk",
}
"""What leads from them to what they do."""
WHO = {
    "da": "hvem",
    "en": "who whoever whos",
    "fr": "qui",
    "it": "chi",
    "nl": "wie",
}
"""What asks after them without naming them."""
