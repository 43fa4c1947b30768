using CsCheck;
using Kapprum.Kernel;

namespace Kapprum.Tests.Kernel;

public sealed class PagingTests
{
    private sealed record Position(DateOnly Day, Guid Id);

    [Fact]
    public void A_cursor_leads_back_to_where_it_was_made() =>
        Gen.Select(Gen.DateOnly, Gen.Guid)
            .Sample(
                (day, id) => PageCursor.Read<Position>(PageCursor.At(new Position(day, id))) == new Position(day, id)
            );

    [Fact]
    public void A_cursor_can_stand_in_an_address_as_it_is() =>
        Gen.Select(Gen.DateOnly, Gen.Guid)
            .Sample(
                (day, id) =>
                    PageCursor.At(new Position(day, id)) is var cursor && Uri.EscapeDataString(cursor) == cursor
            );

    [Fact]
    public void Whatever_else_is_given_as_a_cursor_is_refused_and_breaks_nothing() =>
        Gen
            .String.Where(text => text.Length > 0)
            .Sample(text =>
            {
                try
                {
                    PageCursor.Read<Position>(text);
                }
                catch (Refusal no)
                {
                    Assert.Equal((400, "bad-cursor"), (no.Status, no.Code));
                }
            });

    [Fact]
    public void There_is_a_next_page_exactly_when_there_was_one_row_too_many() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[1, 20])
            .Sample(
                (there, limit) =>
                {
                    var rows = Enumerable.Range(0, Math.Min(there, limit + 1)).ToArray();
                    var page = Page<int>.From(rows, limit, last => last);
                    return page.Items.SequenceEqual(rows.Take(limit)) && (page.Next is not null) == (there > limit);
                }
            );
}
