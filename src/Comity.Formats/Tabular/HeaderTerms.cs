using System.Globalization;
using System.Text;

namespace Comity.Formats.Tabular;

/// <summary>
/// What senders write above their columns, in English, Spanish, French, Portuguese, Russian and Arabic. A term that can
/// mean several fields lists them all: it leads to a question, never to a choice.
/// </summary>
internal static class HeaderTerms
{
    private static readonly (CargoField[] Fields, string[] Terms)[] Known =
    [
        ([CargoField.ContainerNumber],
            ["container", "container number", "container no", "container nr", "container id", "cntr no", "ctn no", "equipment number", "unit number",
             "contenedor", "numero de contenedor", "n contenedor", "nro contenedor", "conteneur", "numero de conteneur", "n conteneur", "conteiner",
             "numero do conteiner", "numero do contentor", "contentor", "контейнер", "номер контейнера", "контейнера", "رقم الحاوية", "الحاوية", "حاوية"]),
        ([CargoField.BillNumber],
            ["bill of lading", "bill of lading number", "bill number", "bill no", "b l", "b l no", "b l number", "bl", "bl no", "bl number", "hbl", "house bill",
             "conocimiento", "conocimiento de embarque", "numero de conocimiento", "n bl", "connaissement", "numero de connaissement", "n connaissement",
             "conhecimento", "conhecimento de embarque", "numero do conhecimento", "коносамент", "номер коносамента", "коносамента",
             "بوليصة الشحن", "رقم بوليصة الشحن", "رقم البوليصة"]),
        ([CargoField.MasterBill],
            ["master bill", "master bl", "master b l", "mbl", "master bill number", "conocimiento master", "connaissement maitre", "conhecimento master",
             "мастер коносамент", "البوليصة الرئيسية"]),
        ([CargoField.BillNature], ["nature", "bill nature", "movement type", "naturaleza", "regimen", "nature du connaissement", "natureza", "характер", "طبيعة البوليصة"]),
        ([CargoField.BillKind], ["bill type", "bl type", "tipo de conocimiento", "type de connaissement", "tipo de conhecimento", "тип коносамента", "نوع البوليصة"]),
        ([CargoField.DocumentNumber],
            ["manifest", "manifest number", "manifest no", "manifiesto", "numero de manifiesto", "manifeste", "numero de manifeste", "manifesto",
             "numero do manifesto", "манифест", "номер манифеста", "رقم المانيفست", "رقم البيان"]),
        ([CargoField.Voyage], ["voyage", "voyage number", "voyage no", "voy", "viaje", "numero de viaje", "n voyage", "numero de voyage", "viagem", "рейс", "номер рейса", "رقم الرحلة", "الرحلة"]),
        ([CargoField.ConveyanceName],
            ["vessel", "vessel name", "ship", "ship name", "buque", "nave", "nombre del buque", "navire", "nom du navire", "navio", "nome do navio", "embarcacao",
             "судно", "название судна", "السفينة", "اسم السفينة"]),
        ([CargoField.VesselImo], ["imo", "imo number", "imo no", "numero imo", "vessel imo", "номер имо", "имо", "رقم المنظمة البحرية"]),
        ([CargoField.Carrier], ["carrier", "shipping line", "line", "naviera", "transportista", "transporteur", "compagnie maritime", "transportador", "armador", "перевозчик", "الناقل", "الخط الملاحي"]),
        ([CargoField.ArrivalAt], ["eta", "arrival", "arrival date", "date of arrival", "fecha de llegada", "llegada", "date d arrivee", "arrivee", "data de chegada", "chegada", "дата прибытия", "прибытие", "تاريخ الوصول"]),
        ([CargoField.DepartureAt], ["etd", "departure", "departure date", "date of departure", "fecha de salida", "salida", "date de depart", "data de partida", "data de saida", "дата отхода", "дата отправления", "تاريخ المغادرة"]),
        ([CargoField.PlaceOfLoading],
            ["port of loading", "pol", "loading port", "load port", "place of loading", "puerto de carga", "puerto de embarque", "port de chargement", "porto de carregamento",
             "porto de embarque", "порт погрузки", "ميناء التحميل", "ميناء الشحن"]),
        ([CargoField.PlaceOfDischarge],
            ["port of discharge", "pod", "discharge port", "port of unloading", "puerto de descarga", "puerto de desembarque", "port de dechargement", "porto de descarga",
             "порт выгрузки", "ميناء التفريغ"]),
        ([CargoField.PlaceOfDestination], ["destination", "final destination", "place of destination", "destino", "destino final", "destination finale", "место назначения", "назначение", "الوجهة", "الوجهة النهائية"]),
        ([CargoField.PlaceOfDelivery], ["place of delivery", "delivery", "lugar de entrega", "lieu de livraison", "local de entrega", "место доставки", "مكان التسليم"]),
        ([CargoField.PlaceOfOrigin], ["origin", "country of origin", "place of origin", "origen", "pais de origen", "origine", "pays d origine", "origem", "pais de origem", "происхождение", "страна происхождения", "بلد المنشأ", "المنشأ"]),
        ([CargoField.Transhipment], ["transhipment", "transshipment", "transhipment port", "trasbordo", "puerto de trasbordo", "transbordement", "transbordo", "перевалка", "порт перевалки", "ميناء المسافنة"]),
        ([CargoField.PlaceOfLoading, CargoField.PlaceOfDischarge, CargoField.PlaceOfDestination],
            ["port", "puerto", "porto", "порт", "ميناء", "place", "lugar", "lieu"]),
        ([CargoField.ContainerSizeType], ["container type", "container size", "size type", "iso type", "iso code", "equipment type", "tipo de contenedor", "type de conteneur", "tipo de conteiner", "тип контейнера", "نوع الحاوية", "حجم الحاوية"]),
        ([CargoField.ContainerEmpty], ["empty", "empty full", "full empty", "load status", "e f", "vacio", "lleno vacio", "vide", "vide plein", "vazio", "порожний", "فارغ", "فارغة"]),
        ([CargoField.Seal], ["seal", "seal number", "seal no", "seals", "seal 1", "seal 2", "precinto", "numero de precinto", "sello", "scelle", "plomb", "numero de scelle", "lacre", "numero do lacre", "пломба", "номер пломбы", "رقم الختم", "الختم"]),
        ([CargoField.ContainerTare], ["tare", "tare weight", "tara", "poids a vide", "тара", "الوزن الفارغ"]),
        ([CargoField.BillGrossMass], ["bill weight", "bl weight", "b l weight", "total weight", "peso del conocimiento", "poids du connaissement", "peso do conhecimento", "вес по коносаменту", "وزن البوليصة"]),
        ([CargoField.ContainerGrossMass], ["container weight", "container gross weight", "vgm", "verified gross mass", "peso del contenedor", "poids du conteneur", "peso do conteiner", "вес контейнера", "وزن الحاوية"]),
        ([CargoField.GoodsGrossMass], ["goods weight", "cargo weight", "weight of goods", "peso de la mercancia", "peso de la carga", "poids des marchandises", "peso da mercadoria", "peso da carga", "вес груза", "вес товара", "وزن البضاعة"]),
        ([CargoField.GoodsGrossMass, CargoField.BillGrossMass, CargoField.ContainerGrossMass],
            ["weight", "gross weight", "gross mass", "mass", "peso", "peso bruto", "poids", "poids brut", "masse brute", "вес", "вес брутто", "масса брутто", "масса", "الوزن", "الوزن الإجمالي", "الوزن القائم"]),
        ([CargoField.GoodsVolume], ["volume", "cbm", "measurement", "m3", "volumen", "cubicaje", "объем", "الحجم"]),
        ([CargoField.GoodsDescription],
            ["description", "goods", "goods description", "description of goods", "commodity", "cargo", "cargo description", "mercancia", "descripcion", "descripcion de la mercancia",
             "marchandise", "designation", "description des marchandises", "mercadoria", "descricao", "descricao da mercadoria", "груз", "описание", "описание груза",
             "наименование товара", "وصف البضاعة", "البضاعة"]),
        ([CargoField.Hs],
            ["hs", "hs code", "tariff", "tariff code", "commodity code", "codigo hs", "codigo sa", "partida", "partida arancelaria", "code sh", "position tarifaire", "ncm",
             "codigo ncm", "тн вэд", "код тн вэд", "رمز النظام المنسق", "البند الجمركي"]),
        ([CargoField.Packages],
            ["packages", "number of packages", "no of packages", "pkgs", "pieces", "quantity", "bultos", "cantidad de bultos", "numero de bultos", "colis", "nombre de colis",
             "volumes", "quantidade de volumes", "мест", "количество мест", "عدد الطرود", "الطرود"]),
        ([CargoField.PackageType], ["package type", "kind of packages", "tipo de bulto", "type de colis", "nature des colis", "tipo de volume", "вид упаковки", "نوع الطرود"]),
        ([CargoField.UnNumber], ["un", "un number", "un no", "undg", "imdg", "numero onu", "n onu", "номер оон", "رقم الأمم المتحدة"]),
        ([CargoField.Marks], ["marks", "marks and numbers", "shipping marks", "marcas", "marcas y numeros", "marques", "marques et numeros", "marcas e numeros", "маркировка", "العلامات"]),
        ([CargoField.Value], ["value", "goods value", "customs value", "fob", "cif", "valor", "valor de la mercancia", "valeur", "valeur en douane", "valor da mercadoria", "стоимость", "القيمة", "قيمة البضاعة"]),
        ([CargoField.Freight], ["freight", "freight charges", "flete", "fret", "frete", "фрахт", "أجور الشحن"]),
        ([CargoField.FreightPayment], ["freight payment", "freight terms", "prepaid collect", "freight prepaid collect", "pago del flete", "flete prepagado cobrar", "paiement du fret", "pagamento do frete", "оплата фрахта", "دفع الشحن"]),
        ([CargoField.Currency], ["currency", "moneda", "devise", "monnaie", "moeda", "валюта", "العملة"]),
        ([CargoField.ShipperName], ["shipper", "shipper name", "exporter", "consignor", "embarcador", "exportador", "remitente", "expediteur", "exportateur", "chargeur", "отправитель", "грузоотправитель", "экспортер", "الشاحن", "المصدر", "المرسل"]),
        ([CargoField.ShipperAddress], ["shipper address", "exporter address", "direccion del embarcador", "direccion del exportador", "adresse de l expediteur", "adresse de l exportateur", "endereco do exportador", "endereco do embarcador", "адрес отправителя", "عنوان الشاحن"]),
        ([CargoField.ShipperCountry], ["shipper country", "pais del exportador", "pays de l exportateur", "pais do exportador", "страна отправителя", "بلد الشاحن"]),
        ([CargoField.ShipperPhone], ["shipper phone", "telefono del exportador", "telephone de l exportateur", "telefone do exportador", "телефон отправителя", "هاتف الشاحن"]),
        ([CargoField.ShipperCode], ["shipper code", "exporter code", "codigo del exportador", "code exportateur", "codigo do exportador", "код отправителя", "رمز الشاحن"]),
        ([CargoField.ConsigneeName], ["consignee", "consignee name", "importer", "receiver", "consignatario", "destinatario", "importador", "destinataire", "importateur", "получатель", "грузополучатель", "импортер", "المرسل إليه", "المستورد"]),
        ([CargoField.ConsigneeAddress], ["consignee address", "importer address", "direccion del consignatario", "direccion del importador", "adresse du destinataire", "adresse de l importateur", "endereco do consignatario", "endereco do importador", "адрес получателя", "عنوان المرسل إليه"]),
        ([CargoField.ConsigneeCountry], ["consignee country", "pais del consignatario", "pays du destinataire", "pais do consignatario", "страна получателя", "بلد المرسل إليه"]),
        ([CargoField.ConsigneePhone], ["consignee phone", "telefono del consignatario", "telephone du destinataire", "telefone do consignatario", "телефон получателя", "هاتف المرسل إليه"]),
        ([CargoField.ConsigneeCode], ["consignee code", "importer code", "tax id", "nit", "ruc", "cnpj", "codigo del consignatario", "code destinataire", "инн получателя", "رمز المستورد"]),
        ([CargoField.NotifyName], ["notify", "notify party", "notify name", "notificar a", "parte a notificar", "notificado", "partie a notifier", "a notifier", "parte notificada", "notificar", "уведомляемая сторона", "جهة الإخطار", "الطرف المبلغ"]),
        ([CargoField.NotifyAddress], ["notify address", "notify party address", "direccion de notificacion", "adresse de la partie a notifier", "endereco do notificado", "адрес уведомляемой стороны", "عنوان جهة الإخطار"]),
        ([CargoField.ShipperName, CargoField.ConsigneeName, CargoField.NotifyName], ["name", "party", "company", "nombre", "empresa", "nom", "societe", "nome", "наименование", "компания", "الاسم", "الشركة"]),
        ([CargoField.ShipperAddress, CargoField.ConsigneeAddress, CargoField.NotifyAddress], ["address", "direccion", "adresse", "endereco", "адрес", "العنوان"]),
        ([CargoField.ShipperPhone, CargoField.ConsigneePhone, CargoField.NotifyPhone], ["phone", "telephone", "tel", "telefono", "telefone", "телефон", "الهاتف"]),
        ([CargoField.ShipperCountry, CargoField.ConsigneeCountry, CargoField.PlaceOfOrigin, CargoField.PlaceOfDestination], ["country", "pais", "pays", "страна", "البلد"]),
        ([CargoField.ArrivalAt, CargoField.DepartureAt], ["date", "fecha", "data", "дата", "التاريخ"]),
    ];

    private static readonly Dictionary<string, CargoField[]> ByTerm = Index();

    /// <summary>The fields a heading may mean, with how well it fits: 0.95 for the term itself, less for one inside a longer heading.</summary>
    public static (IReadOnlyList<CargoField> Fields, double Fit) Find(string heading)
    {
        var words = Words(heading).Where(w => CellValue.UnitOf(w) is null || w is "L").ToArray();
        if (words.Length == 0)
        {
            words = Words(heading);
        }

        if (ByTerm.TryGetValue(string.Join(' ', words), out var exact))
        {
            return (exact, 0.95);
        }

        for (var length = Math.Min(words.Length - 1, 5); length > 0; length--)
        {
            var found = new HashSet<CargoField>();
            for (var start = 0; start + length <= words.Length; start++)
            {
                if (ByTerm.TryGetValue(string.Join(' ', words, start, length), out var fields))
                {
                    found.UnionWith(fields);
                }
            }

            if (found.Count > 0)
            {
                return ([.. found.Order()], 0.5 + (0.4 * length / words.Length));
            }
        }

        return ([], 0);
    }

    /// <summary>The unit of mass written in a heading, such as <c>Peso bruto (kg)</c>.</summary>
    public static MassUnit? UnitIn(string heading)
    {
        // One letter is too little to tell a unit from an abbreviation.
        foreach (var word in Words(heading))
        {
            if (word.Length > 1 && CellValue.UnitOf(word) is { } unit)
            {
                return unit;
            }
        }

        return null;
    }

    private static Dictionary<string, CargoField[]> Index()
    {
        var index = new Dictionary<string, CargoField[]>(StringComparer.Ordinal);
        foreach (var (fields, terms) in Known)
        {
            foreach (var term in terms)
            {
                var key = string.Join(' ', Words(term));
                index[key] = index.TryGetValue(key, out var before) ? [.. before.Union(fields)] : fields;
            }
        }

        return index;
    }

    /// <summary>Words in upper case, without accents and punctuation.</summary>
    private static string[] Words(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in Decomposed(ColumnMapping.Key(text)))
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(c);
            if (category is not UnicodeCategory.NonSpacingMark)
            {
                kept.Append(char.IsLetterOrDigit(c) ? c : ' ');
            }
        }

        return kept.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Decomposed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormD);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
