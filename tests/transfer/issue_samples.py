"""Issues as Redmine exports them, in the languages, encodings and separators of its catalogues: what they say is alike."""

# ruff: noqa: E501

# Language → encoding, headings, and what stands in the cells of a first and a second issue. The words are Redmine's own.
_ROWS = """5;Site;{feature};;{new};{high};Map;Bob;Ada;{day}6{month} 10:00;Maps;1.0;{day}5{month};{due};2,50;0,00;40;{day}5{month} 10:00;;{blocks} (2 x) #6;{no};A text
6;Site;{bug};#5;{closed};{low};Icons;Bob;;{day}6{month} 10:00;;;;;;0,00;100;{day}5{month} 10:00;{day}7{month} 09:00;{blocked} {bug} #5, {twin} #5;{no};
"""
DAYS = {"day": "0", "month": "/01/2026", "due": "25/01/2026"}
DOTS = {"day": "0", "month": ".01.2026", "due": "25.01.2026"}
DASHES = {"day": "0", "month": "-01-2026", "due": "25-01-2026"}
_HEADS = {
    "de": "#;Projekt;Tracker;Übergeordnete Aufgabe;Status;Priorität;Thema;Autor;Zugewiesen an;Aktualisiert;Kategorie;Zielversion;Beginn;Abgabedatum;Geschätzter Aufwand;Aufgewendete Zeit;% erledigt;Angelegt;Geschlossen;Zugehörige Tickets;Privat;Beschreibung",
    "fr": "#;Projet;Tracker;Tâche parente;Statut;Priorité;Sujet;Auteur;Assigné à;Mis-à-jour;Catégorie;Version cible;Début;Echéance;Temps estimé;Temps passé;% réalisé;Créé;Fermé;Demandes liées;Privée;Description",
    "es": "#;Proyecto;Tipo;Tarea padre;Estado;Prioridad;Asunto;Autor;Asignado a;Actualizado;Categoría;Versión prevista;Fecha de inicio;Fecha fin;Tiempo estimado;Tiempo dedicado;% Realizado;Creado;Cerrada;Peticiones relacionadas;Privada;Descripción",
    "it": "#;Progetto;Tracker;Attività principale;Stato;Priorità;Oggetto;Autore;Assegnato a;Aggiornato;Categoria;Versione prevista;Inizio;Scadenza;Tempo stimato;Tempo impiegato;% completato;Creato;Chiuso;Segnalazioni correlate;Privato;Descrizione",
    "pt-BR": "#;Projeto;Tipo;Tarefa pai;Situação;Prioridade;Título;Autor;Atribuído para;Alterado em;Categoria;Versão;Início;Data prevista;Tempo estimado;Tempo gasto;% Terminado;Criado em;Fechado;Tarefas relacionadas;Privado;Descrição",
    "nl": "#;Project;Tracker;Hoofdissue;Status;Prioriteit;Onderwerp;Auteur;Toegewezen aan;Gewijzigd;Categorie;Versie;Startdatum;Verwachte einddatum;Geschatte tijd;Bestede tijd;% Gereed;Aangemaakt;Gesloten;Gerelateerde issues;Privé;Beschrijving",
    "pl": "#;Projekt;Typ zagadnienia;Zagadnienie nadrzędne;Status;Priorytet;Temat;Autor;Przypisany do;Zmienione;Kategoria;Wersja docelowa;Start;Data oddania;Szacowany czas;Przepracowany czas;% Wykonania;Stworzone;Zamknięte;Powiązane zagadnienia;Prywatne;Opis",
    "ru": "#;Проект;Трекер;Родительская задача;Статус;Приоритет;Тема;Автор;Назначена;Обновлено;Категория;Версия;Начата;Дата выполнения;Оценка времени;Затраченное время;Готовность;Создано;Закрыта;Связанные задачи;Частная;Описание",
    "ja": "#;プロジェクト;トラッカー;親チケット;ステータス;優先度;題名;作成者;担当者;更新日;カテゴリ;対象バージョン;開始日;期日;予定工数;作業時間;進捗率;作成日;終了日;関連するチケット;プライベート;説明",
    "zh": "#;项目;跟踪;父任务;状态;优先级;主题;作者;指派给;更新于;类别;目标版本;开始日期;计划完成日期;预期时间;耗时;% 完成;创建于;结束日期;相关的问题;私有;描述",
    "cs": "#;Projekt;Fronta;Rodičovský úkol;Stav;Priorita;Předmět;Autor;Přiřazeno;Aktualizováno;Kategorie;Cílová verze;Začátek;Uzavřít do;Odhadovaná doba;Strávený čas;% Hotovo;Vytvořeno;Uzavřeno;Související úkoly;Soukromý;Popis",
    "da": "#;Projekt;Type;Hovedopgave;Status;Prioritet;Emne;Forfatter;Tildelt til;Opdateret;Kategori;Udgave;Start dato;Deadline;Anslået tid;Anvendt tid;% færdig;Oprettet;Closed;Relaterede sager;Private;Beskrivelse",
    "fi": "#;Projekti;Tapahtuma;Parent task;Tila;Prioriteetti;Aihe;Tekijä;Nimetty;Päivitetty;Luokka;Kohdeversio;Alku;Määräaika;Arvioitu aika;Käytetty aika;% Tehty;Luotu;Closed;Liittyvät tapahtumat;Private;Kuvaus",
    "hu": "#;Projekt;Típus;Szülő feladat;Státusz;Prioritás;Tárgy;Szerző;Felelős;Módosítva;Kategória;Cél verzió;Kezdés dátuma;Befejezés dátuma;Becsült időigény;Ráfordított idő;Készültség (%);Létrehozva;Closed;Kapcsolódó feladatok;Privát;Leírás",
    "ko": "#;프로젝트;유형;상위 일감;상태;우선순위;제목;저자;담당자;변경;범주;목표버전;시작시간;완료기한;추정시간;소요 시간;진척도;등록;완료일;연결된 일감;비공개;설명",
    "sv": "#;Projekt;Ärendetyp;Förälderaktivitet;Status;Prioritet;Ämne;Författare;Tilldelad till;Uppdaterad;Kategori;Versionsmål;Startdatum;Deadline;Estimerad tid;Spenderad tid;% Klart;Skapad;Stängd;Relaterade ärenden;Privat;Beskrivning",
    "tr": "#;Proje;İş tipi;Üst iş;Durum;Öncelik;Konu;Oluşturan;Atanan;Güncellenme;Kategori;Hedef Sürüm;Başlangıç Tarihi;Bitiş Tarihi;Kalan zaman;Harcanan zaman;Tamamlanma yüzdesi;Oluşturulma;Kapanış tarihi;İlişkili işler;Özel;Yorum",
    "uk": "#;Проект;Координатор;Батьківська задача;Статус;Пріоритет;Тема;Автор;Призначена до;Оновлено;Категорія;Версія;Початок;Дата виконання;Оцінний час;Витрачений час;% зроблено;Створено;Закрито;Зв'язані питання;Приватна;Опис",
}
_WORDS = {
    "de": "Feature|Neu|Hoch|Blockiert|Fehler|Geschlossen|Niedrig|Blockiert durch|Duplikat von|Nein",
    "fr": "Evolution|Nouveau|Haut|Bloque|Anomalie|Fermé|Bas|Bloqué par|Duplique|Non",
    "es": "Tareas|Nueva|Alta|bloquea a|Errores|Cerrada|Baja|bloqueado por|duplicada de|No",
    "it": "Funzione|Nuovo|Alta|blocchi|Segnalazione|Chiuso|Bassa|bloccato da|duplicati|No",
    "pt-BR": "Funcionalidade|Nova|Alta|bloqueia|Defeito|Fechada|Baixa|bloqueado por|duplica|Não",
    "nl": "Feature|Nieuw|Hoog|blokkeert|Bug|Gesloten|Laag|geblokkeerd door|dupliceert|Nee",
    "pl": "Zadanie|Nowy|Wysoki|blokuje|Błąd|Zamknięty|Niski|zablokowane przez|duplikuje|Nie",
    "ru": "Улучшение|Новая|Высокий|блокирует|Ошибка|Закрыта|Низкий|блокируется|дублирует|Нет",
    "ja": "機能|新規|高め|ブロックしている|バグ|終了|低め|ブロックされている|次のチケットと重複|いいえ",
    "zh": "功能|新建|高|阻挡|错误|已关闭|低|被阻挡|重复|否",
    "cs": "Požadavek|Nový|Vysoká|blokuje|Chyba|Uzavřený|Nízká|blokován|duplikuje|Ne",
    "da": "Funktion|Ny|Høj|blokerer|Fejl|Lukket|Lav|blokeret af|duplikater|Nej",
    "fi": "Ominaisuus|Uusi|Korkea|estää|Ohjelmointivirhe|Suljettu|Matala|estetty|kopio|Ei",
    "hu": "Fejlesztés|Új|Magas|zárolja|Hiba|Lezárt|Alacsony|zárolta|duplikálja|Nem",
    "ko": "새기능|신규|높음|다음 일감의 해결을 막고 있음:|결함|완료|낮음|다음 일감에게 막혀 있음:|다음 일감에 중복됨:|아니오",
    "sv": "Funktionalitet|Ny|Hög|Blockerar|Bugg|Stängd|Låg|Blockerad av|Kopierar|Nej",
    "tr": "Özellik|Yeni|Yüksek|Engeller|Hata|Kapatıldı|Düşük|Engelleyen|yinelenmiş|Hayır",
    "uk": "Властивість|Новий|Високий|блокує|Помилка|Зачинено|Низький|заблоковане|дублює|Ні",
}
_ENCODINGS = {"de": "iso-8859-1", "fr": "iso-8859-1", "es": "iso-8859-15", "nl": "iso-8859-1", "ja": "cp932"}
_ENCODINGS |= {"zh": "gb18030", "ru": "utf-8"}
_DATES = {"de": DOTS, "ru": DOTS, "nl": DASHES}


def redmine(language: str) -> bytes:
    """Two issues as they are exported by somebody who reads this language."""
    names = ("feature", "new", "high", "blocks", "bug", "closed", "low", "blocked", "twin", "no")
    words = dict(zip(names, _WORDS[language].split("|"), strict=True)) | _DATES.get(language, DAYS)
    return f"{_HEADS[language]}\n{_ROWS.format(**words)}".encode(_ENCODINGS.get(language, "utf-8"))


LANGUAGES = tuple(_HEADS)
