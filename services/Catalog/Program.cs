using MlOps.Catalog;
using MlOps.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("catalog");
builder.AddCatalog();
var app = builder.Build();
app.MapServiceDefaults();
app.MapCatalog();
await app.RunAsync();
