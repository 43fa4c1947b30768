using Kapprum.Benchmarks;

// What Kapprum costs, and beside it what it could cost at best. Prints a line `bench: NAME VALUE UNIT` for each figure,
// the median of several runs, and under it the lowest and the highest. `--children 500` tries it out on a small
// municipality; of a city, from `--children 100000` on, only the import is measured and the log. `lighthouse PROGRAM`
// looks at pages instead.

var children = args switch
{
    [] => 20_000,
    ["lighthouse", _] => 600,
    ["--children", var given] when int.TryParse(given, out var some) && some is >= 100 and <= 200_000 => some,
    _ => 0,
};
if (children == 0)
{
    Console.Error.WriteLine("Say --children with a number from 100 to 200,000, or nothing for 20,000.");
    return 1;
}

try
{
    await using var site = await Site.Open();
    Console.WriteLine($"{children} children on {await Conditions.Here(site)}");

    if (args is ["lighthouse", var program])
    {
        await Imports.Fill(site, children);
        await Lighthouse.Measure(site, await Town.Furnish(site), program);
        return 0;
    }

    if (children >= 100_000)
    {
        await Imports.MeasureCity(site, children);
        await Searches.Measure(site);
        return 0;
    }

    await Imports.Measure(site, children);
    await Mails.Hold(site);
    var town = await Town.Furnish(site);
    await Requests.Measure(site, town);
    await Schedules.Measure(site, town);
    await Searches.Measure(site);
    await Mails.Measure(site);
    await Starts.Measure(site);
    return 0;
}
catch (Exception e) when (e is BenchFailed)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
