using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace Kapprum.Kernel;

/// <summary>
/// How a letter looks: the same words as plain text and as quiet HTML that follows the reader's light or dark theme,
/// with one filled button. Buttons are cells, as Outlook knows no other, and no colour but theirs and the rail's is
/// set. No picture and nothing fetched, so that nobody learns when it is read.
/// </summary>
internal sealed class MailComposer(IOptions<MailSettings> settings, IOptions<PublicSettings> address, Texts texts)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly MailboxAddress from = MailboxAddress.Parse(settings.Value.From);

    /// <summary>
    /// The same mail has the same Message-ID each time it is written, so that the one that comes twice after a crash
    /// can be told. Null when the address is none.
    /// </summary>
    public MimeMessage? Of(Guid id, MailContent letter, DateTimeOffset now)
    {
        if (EmailAddress.Normal(letter.To) is not { } usable || !MailboxAddress.TryParse(usable, out var to))
            return null;

        var message = new MimeMessage
        {
            From = { letter.Municipality is { Name.Length: > 0 } own ? new(own.Name, from.Address) : from },
            To = { to },
            Subject = letter.Subject,
            Date = now,
            MessageId = $"{id:N}@{from.Domain}",
            Headers = { { "Auto-Submitted", "auto-generated" }, { HeaderId.ContentLanguage, letter.Language } },
            Body = new MultipartAlternative
            {
                new TextPart(TextFormat.Plain) { Text = Plain(letter) },
                new TextPart(TextFormat.Html) { Text = Html(letter) },
            },
        };
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    private string Plain(MailContent letter)
    {
        var text = new StringBuilder();
        foreach (var part in letter.Parts)
        {
            foreach (var paragraph in part.Paragraphs)
                text.Append(paragraph).Append("\n\n");
            if (part.Link is { } link)
                text.Append(link.Text).Append(":\n").Append(address.Value.LinkTo(link.Path)).Append("\n\n");
        }

        return text.Append("-- \n").Append(Footer(letter)).Append('\n').ToString();
    }

    private string Html(MailContent letter)
    {
        const string small = "margin:0 0 16px;font-size:14px;opacity:.75";
        const string rail = "margin:0 0 22px;padding:0 0 10px;border-bottom:4px solid #d3b183;font-weight:700";
        const string fonts = "system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
        var culture = DateText.Culture(letter.Language);
        var body = new StringBuilder();
        string? button = null;
        foreach (var part in letter.Parts)
        {
            foreach (var paragraph in part.Paragraphs)
                body.Append("<p style=\"margin:0 0 16px\">").Append(Safe(paragraph)).Append("</p>\n");
            if (part.Link is not { } link)
                continue;

            var target = address.Value.LinkTo(link.Path);
            body.Append(Button(target, link.Text, filled: button is null));
            button ??= target;
        }

        if (button is not null)
            body.Append(
                CultureInfo.InvariantCulture,
                $"""
                <p style="{small}">{Safe(texts.In(letter.Language, "mail.if-the-button-fails"))}<br>
                <a href="{Safe(button)}" style="word-break:break-all">{Safe(button)}</a></p>

                """
            );

        return $"""
            <!doctype html>
            <html lang="{letter.Language}" dir="{(culture.TextInfo.IsRightToLeft ? "rtl" : "ltr")}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>{Safe(letter.Subject)}</title>
            </head>
            <body style="margin:0;padding:24px 16px;font:16px/1.55 {fonts}">
            <div style="max-width:34em;margin:0 auto">
            <p style="{rail}">{Safe(Sender(letter))}</p>
            <h1 style="margin:0 0 20px;font-size:22px;line-height:1.3">{Safe(letter.Subject)}</h1>
            {body}<hr style="margin:32px 0 16px;border:0;border-top:1px solid;opacity:.2">
            <p style="{small}">{Safe(Footer(letter))}</p>
            </div>
            </body>
            </html>

            """;
    }

    private static string Button(string target, string words, bool filled)
    {
        var (cell, link) = filled
            ? ("background:#085844", "color:#ffffff")
            : ("border:1px solid #7c8a80", "color:inherit");
        return $"""
            <table role="presentation" cellpadding="0" cellspacing="0" style="width:100%;margin:0 0 16px"><tr>
            <td style="border-radius:12px;{cell};text-align:center">
            <a href="{Safe(target)}"
            style="display:block;padding:13px 22px;{link};font-weight:600;text-decoration:none">{Safe(words)}</a>
            </td></tr></table>

            """;
    }

    /// <summary>What Kapprum is, that nobody reads an answer, and whom to ask instead.</summary>
    private string Footer(MailContent letter) =>
        string.Join(
            ' ',
            new[]
            {
                letter.Municipality?.WhatIsKapprum(texts, letter.Language),
                texts.In(letter.Language, "mail.footer"),
                letter.Municipality?.WhomToAsk(texts, letter.Language),
            }.OfType<string>()
        );

    private string Sender(MailContent letter) =>
        letter.Municipality is { Name.Length: > 0 } own ? own.Name
        : from.Name is { Length: > 0 } name ? name
        : from.Address;

    private static string Safe(string text) => Encoder.Encode(text);
}
