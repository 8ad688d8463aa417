using MlOps.Lineage;
using MlOps.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("lineage");
builder.AddLineage();

var app = builder.Build();
app.MapServiceDefaults();
app.MapLineage();
await app.RunAsync();
